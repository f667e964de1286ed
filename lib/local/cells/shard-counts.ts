import { ConfigurationError } from '../../config/configuration-error.ts';
import { shardsDuring, shardsOfNewWallets } from '../../domain/growth.ts';
import type { Growths } from '../../store/growths.ts';

/** The numbers of shards of a start. */
export interface StartedShards {
  /** How many the orchestrator can call. */
  readonly running: number;
  /** How many had all wallets before the first growth. */
  readonly home: number;
}

/**
 * Prepares the orchestrator for the number of shards that it is started with, before its API opens. With
 * more than the wallets are on, new wallets stay on those until a growth begins.
 * @param now ms since 1970
 * @returns how many shards the wallets are on, or move to
 * @throws ConfigurationError if wallets are on shards that are not started
 */
export async function prepareShards(
  growths: Pick<Growths, 'get' | 'settle'>,
  { running, home }: StartedShards,
  now: number,
): Promise<number> {
  const last = await growths.get();
  if (last && last.state !== 'finished' && shardsDuring(last) > running) {
    const { from, to } = last;
    throw new ConfigurationError([
      `the growth from ${from} to ${to} shards is not finished, and ${running} are started: start all ${shardsDuring(last)}, and run "npm run operator -- shards finish --reason …"`,
    ]);
  }
  const on = last?.to ?? home;
  if (on > running) {
    throw new ConfigurationError([
      `the wallets are on ${on} shards, and ${running} are started: start all ${on}, and run "npm run operator -- shards grow --to ${running} --reason …" first`,
    ]);
  }
  if (!last && running > home) await growths.settle(home, now);
  return shardsOfNewWallets({ to: on }, running);
}
