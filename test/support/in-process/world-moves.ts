import { signServiceToken } from '../../../lib/auth/tokens.ts';
import type { Move } from '../../../lib/domain/wallet-move.ts';
import { type SendJson, sendJson } from '../../../lib/remote/send.ts';
import { ShardUnavailable } from '../../../lib/remote/shard-errors.ts';
import { WalletMoves } from '../../../lib/remote/wallet-moves.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { type MoveEnd, moveWallet } from '../../../lib/usecases/move-wallet.ts';
import type { InProcessWorld } from './in-process-world.ts';

/** Moves wallets between the shards of a world. */
export interface WorldMoves {
  /**
   * Moves a wallet, by the next number.
   * @param dies whether the mover dies before the request to this path, its n-th; by default it lives
   * @param losses whether a mover that gets no response counts as one that died; by default it is an error
   */
  move(walletId: string, to: number, dies?: Dies, losses?: 'die'): Promise<MoveEnd | 'died'>;
  /** Runs the last mover of each wallet again, until its wallet has arrived. */
  finish(): Promise<void>;
}

type Dies = (path: string, n: number) => boolean;
const LIVES: Dies = () => false;

/** Movers as a state machine runs them, which may die after any request. */
export async function worldMoves(world: InProcessWorld): Promise<WorldMoves> {
  const { SHARD_ADDRESS_0 = '', SHARD_ADDRESS_1 = '' } = await world.operatorEnvironment();
  const directory = new Directory(world.tables.documents, world.tables.wallets);
  const last = new Map<string, Move>();
  let op = 0;
  const run = async (move: Move, dies: Dies, losses?: 'die'): Promise<MoveEnd | 'died'> => {
    let n = 0;
    let isDead = false;
    const send: SendJson = async (url, request) => {
      n += 1;
      isDead ||= dies(new URL(url).pathname, n);
      if (isDead) throw new Error('the mover has died');
      return sendJson(url, request);
    };
    const shards = new WalletMoves(
      [SHARD_ADDRESS_0, SHARD_ADDRESS_1],
      (shard, grant, now) => signServiceToken(world.keys.services, shard, grant, now),
      send,
    );
    // The entry of a posting follows it.
    await world.streamed();
    try {
      return await moveWallet({ shards, directory }, move, { clock: Date.now, pause: () => world.streamed() });
    } catch (error) {
      if (error instanceof ShardUnavailable && (isDead || losses)) return 'died';
      throw error;
    }
  };
  return {
    move(walletId, to, dies = LIVES, losses) {
      op += 1;
      const move = { walletId, op, to };
      last.set(walletId, move);
      return run(move, dies, losses);
    },
    async finish() {
      for (const move of last.values()) await run(move, LIVES);
    },
  };
}
