import { Live } from './use-live.ts';

const EVERY_MS = 2_000;

/** Σ, pending transfers, shards and alarms. The header shows them above every view. */
export const overview = new Live('overview', {}, EVERY_MS);
