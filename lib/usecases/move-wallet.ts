import type { Move, WalletOnShard } from '../domain/wallet-move.ts';
import { ShardUnavailable } from '../remote/shard-errors.ts';
import type { WalletMoves } from '../remote/wallet-moves.ts';
import type { Directory } from '../store/directory.ts';
import { copyEntries, type MoverTime } from './copy-entries.ts';

/** The shards as a mover calls them. */
export type MovingShards = Pick<
  WalletMoves,
  'count' | 'place' | 'mark' | 'put' | 'tomb' | 'stay' | 'entries' | 'copyEntries'
>;

/**
 * `moved`: this call has brought the wallet to its target. `stayed`: it was there. `outdated`: a later
 * operation has written it. `nowhere`: no shard has it, as before its creation.
 */
export type MoveEnd = 'moved' | 'stayed' | 'outdated' | 'nowhere';

/** The wallet may be marked, and has not arrived. Until the move is repeated, it cannot be paid from or to. */
export class WalletAway extends ShardUnavailable {
  override readonly name = 'WalletAway';
}

interface Stores {
  readonly shards: MovingShards;
  readonly directory: Pick<Directory, 'get' | 'moveTo'>;
}

/** A wallet as the shard has it that was asked. */
type Found = WalletOnShard & { readonly shard: number };

/**
 * A mover that looks so often finds the wallet wherever a few operations have brought it. One that
 * meets others all the time is repeated later.
 */
const MAX_LOOKS = 40;

/**
 * Moves one wallet to a shard, with its money, holds, tombstones, fence and statement. It remembers
 * nothing: each step follows from what the shards say, so that any number of movers may run, stop
 * anywhere and be repeated. It finishes an earlier move first. A mark is never dropped: turning back is
 * a move with a larger number. See docs/protocol.md, "A wallet that moves".
 * @throws ShardUnavailable, for the caller to repeat: also while the old shard lacks the last entries of
 *   the statement
 * @throws WalletAway, of which the caller repeats soon
 */
export async function moveWallet({ shards, directory }: Stores, move: Move, time: MoverTime): Promise<MoveEnd> {
  const { walletId, op, to } = move;
  const named = await directory.get(walletId);
  if (!named) return 'nowhere';
  const end = await new Mover(shards, move, time).run(named.shard);
  if (end === 'moved' || end === 'stayed') await directory.moveTo(walletId, { shard: to, op });
  return end;
}

class Mover {
  readonly #shards: Stores['shards'];
  readonly #move: Move;
  readonly #time: MoverTime;

  constructor(shards: Stores['shards'], move: Move, time: MoverTime) {
    this.#shards = shards;
    this.#move = move;
    this.#time = time;
  }

  /** @param named the shard that the directory names */
  async run(named: number): Promise<MoveEnd> {
    const { op, to } = this.#move;
    let shard: number | undefined = named;
    let without: number[] = [];
    let cleared: Found | undefined;
    for (let look = 1; look <= MAX_LOOKS && shard !== undefined; look++) {
      const found: Found = { shard, ...(await this.#place(shard)) };
      if (found.op > op) return 'outdated';
      if (found.state === 'absent') {
        without = [...without, shard];
        shard = this.#othersThan(without);
        continue;
      }
      without = [];
      if (found.state === 'moved') shard = targetOf(found);
      else if (found.from !== undefined && !(cleared?.shard === shard && cleared.op === found.op)) {
        await this.#clear(found, found.from);
        cleared = found;
      } else if (found.state === 'live' && shard === to) {
        if (await this.#stay(found)) return 'stayed';
      } else {
        const marked = found.state === 'moving' ? found : await this.#mark(found);
        if (marked) shard = await this.#finish(marked);
        if (marked?.op === op) return 'moved';
      }
    }
    if (shard === undefined) return 'nowhere';
    throw new Error(`wallet ${this.#move.walletId} was not found in ${MAX_LOOKS} looks`);
  }

  #place(shard: number): Promise<WalletOnShard> {
    return this.#shards.place(this.#move.walletId, shard, this.#time.clock());
  }

  /** A shard that has not said yet that it has nothing, the target before all others. */
  #othersThan(without: readonly number[]): number | undefined {
    const all = [this.#move.to, ...Array.from({ length: this.#shards.count }, (_, n) => n)];
    return all.find((one) => !without.includes(one));
  }

  /** The wallet is here with this number, so the shard that it left may have its tombstone. */
  async #clear({ op }: Found, from: number): Promise<void> {
    await this.#shards.tomb({ walletId: this.#move.walletId, op }, from, this.#time.clock());
  }

  /** @returns whether no earlier operation can mark the wallet any more */
  async #stay({ op: before, shard }: Found): Promise<boolean> {
    const { walletId, op } = this.#move;
    if (before === op) return true;
    const now = await this.#shards.stay({ walletId, op }, shard, this.#time.clock());
    return now.state === 'live' && now.op === op;
  }

  /**
   * Marks the wallet, once its target responds and has nearly all of its entries: a marked wallet waits
   * for both.
   * @returns the marked wallet; undefined if another write came first
   */
  async #mark({ shard, op: before, seq }: Found): Promise<Found | undefined> {
    const { walletId, op, to } = this.#move;
    if (before === op) throw new Error(`operation ${op} has brought wallet ${walletId} to shard ${shard}`);
    await copyEntries(this.#shards, { walletId, from: shard, to, upTo: seq }, this.#time);
    const marked = await orAway(this.#shards.mark({ walletId, op, to }, shard, this.#time.clock()));
    return marked.state === 'moving' && marked.op === op ? { shard, ...marked } : undefined;
  }

  /**
   * Brings a marked wallet to the target of its mark.
   * @returns the target
   */
  async #finish(marked: Found): Promise<number> {
    const { walletId } = this.#move;
    const { shard: from, op, seq, item } = marked;
    const to = targetOf(marked);
    if (op === this.#move.op && to !== this.#move.to) throw new Error(`operation ${op} has another target`);
    if (item === undefined) throw new Error(`shard ${from} gave no item of the marked wallet ${walletId}`);
    await orAway(copyEntries(this.#shards, { walletId, from, to, upTo: seq }, this.#time));
    const put = await orAway(this.#shards.put({ walletId, op, from, item }, to, this.#time.clock()));
    if (put === 'entries_behind') throw new WalletAway(`shard ${to} lacks entries of the statement`);
    await this.#shards.tomb({ walletId, op }, from, this.#time.clock());
    return to;
  }
}

/** @throws WalletAway if a step gives no response after which the wallet may be marked */
async function orAway<T>(step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (error) {
    if (error instanceof ShardUnavailable) throw new WalletAway(error.message, { cause: error });
    throw error;
  }
}

/** @throws Error if the shard names none */
function targetOf({ shard, to }: Found): number {
  if (to === undefined) throw new Error(`shard ${shard} does not say where the wallet has gone`);
  return to;
}
