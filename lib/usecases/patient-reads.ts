import { ShardUnavailable } from '../remote/shard-errors.ts';
import type { Shards } from '../remote/shards.ts';

/** What an audit reads of the shards. */
export type ShardReads = Pick<Shards, 'count' | 'walletPage' | 'listed' | 'current' | 'statement' | 'balance'>;

const TRIES = 4;

/**
 * The same reads, each tried up to four times. An audit makes up to a million of them, and no state
 * machine repeats it: without this the first response that is lost would end it.
 * @param pause waits before the next try
 */
export function patientReads(shards: ShardReads, pause: () => Promise<unknown>): ShardReads {
  const patiently = async <T>(read: () => Promise<T>): Promise<T> => {
    for (let tries = 1; ; tries++) {
      try {
        return await read();
      } catch (error) {
        if (!(error instanceof ShardUnavailable) || tries === TRIES) throw error;
        await pause();
      }
    }
  };
  return {
    count: shards.count,
    walletPage: (...page) => patiently(() => shards.walletPage(...page)),
    listed: (...wallet) => patiently(() => shards.listed(...wallet)),
    current: (...wallet) => patiently(() => shards.current(...wallet)),
    statement: (...page) => patiently(() => shards.statement(...page)),
    balance: (...wallet) => patiently(() => shards.balance(...wallet)),
  };
}
