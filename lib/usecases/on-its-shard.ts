import { MibError } from '../domain/errors.ts';

/** A wallet is away for the time of two writes, and as long as its new shard is down. */
const MOST_PAUSES = 30;
/** Shards that name each other in turn more often than this have a wallet that moves all the time. */
const MOST_HOPS = 8;

/**
 * Acts on a wallet in the table of the shard that has it now. It follows the shards that a move names, and
 * waits for a wallet that is moving.
 * @param first the shard that the directory names
 * @param act throws wallet_moving and wallet_moved as the stores of a shard do
 * @param pause waits before the wallet is looked for again
 * @throws MibError unavailable if the wallet does not arrive, and what `act` throws otherwise
 */
export async function onItsShard<T>(
  first: number,
  act: (shard: number) => Promise<T>,
  pause: () => Promise<unknown>,
): Promise<T> {
  for (let pauses = 0; pauses <= MOST_PAUSES; pauses++) {
    const done = await oneRound(first, act);
    if (done !== 'away') return done.result;
    await pause();
  }
  throw new MibError('unavailable');
}

async function oneRound<T>(first: number, act: (shard: number) => Promise<T>): Promise<{ result: T } | 'away'> {
  let shard = first;
  for (let hops = 0; hops <= MOST_HOPS; hops++) {
    try {
      return { result: await act(shard) };
    } catch (error) {
      if (!(error instanceof MibError)) throw error;
      const isFollowed = hops > 0 && error.code === 'no_such_wallet';
      if (isFollowed) return 'away';
      if (error.shard === undefined) throw error;
      shard = error.shard;
    }
  }
  return 'away';
}
