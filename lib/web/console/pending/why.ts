import { PENDING } from '../../texts/console/pending.ts';
import type { Waiting } from '../contract.ts';

/** Why a transfer is not final, in one sentence. */
export function whyText({ for: step, shards }: Waiting): string {
  return PENDING.why[step](shards);
}
