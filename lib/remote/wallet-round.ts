import type { NamedShard } from '../domain/wallet-move.ts';
import { CALL_TIMEOUT_MS } from './shard-calls.ts';
import { WalletElsewhere, WalletMoving } from './shard-errors.ts';

/**
 * Reads the directory, strongly consistent; undefined if it has no such wallet, which is created where
 * its id says.
 */
export type ShardInDirectory = (walletId: string) => Promise<NamedShard | undefined>;

/** How often a round goes on to another shard. */
const MOST_HOPS = 6;

/** What a shard says of a wallet: its response, that it has no such wallet, or which shard to ask. */
export type Said = 'answered' | 'absent' | WalletElsewhere;

/**
 * One round of questions about one wallet. All of it may take as long as one request. It begins at the
 * shard where the wallet most likely is. A shard that the wallet is leaving, or has left, names the next
 * one. After a shard without the wallet the directory is read, and the shards that it names are asked.
 * The last of them is final.
 */
export class WalletRound {
  readonly #walletId: string;
  readonly #directory: ShardInDirectory;
  readonly #endsAt = performance.now() + CALL_TIMEOUT_MS;
  #shard: number;
  #hops = 0;
  /** The shards that the directory named and that were not asked yet; undefined before it was read. */
  #named: number[] | undefined;
  #isFollowed = false;
  readonly #leavesFence: boolean;

  /**
   * @param first the shard to ask first
   * @param leavesFence whether it is the round of a rollback. A shard without the wallet gets its fence only
   *   once the directory names it, and so is asked again
   */
  constructor(walletId: string, first: number, directory: ShardInDirectory, leavesFence = false) {
    this.#walletId = walletId;
    this.#shard = first;
    this.#directory = directory;
    this.#leavesFence = leavesFence;
  }

  /**
   * Whether the directory names the shard that is to be asked now. If it has no such wallet, none is on its
   * way there, and it may be created there. Before the directory was read, and on a shard that another one
   * has named, a missing wallet may be elsewhere or on its way.
   */
  get isNamed(): boolean {
    return this.#named !== undefined && !this.#isFollowed;
  }

  /** The shard that was asked last, or is to be asked now. */
  get shard(): number {
    return this.#shard;
  }

  /** How long the next request may take, in ms. */
  get timeoutMs(): number {
    return this.#hops === 0 ? CALL_TIMEOUT_MS : Math.max(1, Math.ceil(this.#endsAt - performance.now()));
  }

  /**
   * Goes on after what `shard` has said.
   * @returns whether `shard` is another question now; otherwise what was said is final
   * @throws WalletMoving if the wallet is nowhere yet, or changes its place all the time: a later round
   *   finds it
   */
  async goesOnAfter(said: Said): Promise<boolean> {
    if (said === 'answered') return false;
    if (said instanceof WalletElsewhere) {
      this.#isFollowed = true;
      return this.#goTo(said.shard);
    }
    if (this.#isFollowed) throw new WalletMoving(`the wallet is not on shard ${this.#shard} yet`);
    this.#named ??= await this.#shardsToAsk();
    const next = this.#named.shift();
    return next !== undefined && this.#goTo(next);
  }

  /** The shards to ask after one that has no such wallet. */
  async #shardsToAsk(): Promise<number[]> {
    const named = await this.#directory(this.#walletId);
    const may = named?.unclaimed ? new Set([this.#shard, ...named.unclaimed]) : [named?.shard ?? this.#shard];
    // A reserve that comes late finds a wallet that is created after its rollback. So a rollback leaves its
    // fence on each shard that may have it then. It does so, too, on the one that was asked first: a reserve
    // was sent there, and the next growth may make it the shard of the wallet.
    if (this.#leavesFence) return [...may];
    // A wallet is claimed before it is created, and a first move leaves a mark where it was created. So one
    // that never moved was nowhere when the shard was asked.
    return [...may].filter((shard) => shard !== this.#shard || (named?.op ?? 0) !== 0);
  }

  #goTo(shard: number): true {
    if (this.#hops === MOST_HOPS) throw new WalletMoving(`the wallet was on none of ${MOST_HOPS + 1} shards`);
    if (performance.now() >= this.#endsAt) throw new WalletMoving('there is no time left to ask the next shard');
    this.#hops += 1;
    this.#shard = shard;
    return true;
  }
}

/**
 * Asks for one wallet until a response is final.
 * @param ask sends one request to the round's shard. It throws WalletElsewhere if that shard names another
 * @param isAbsent whether a response says that the shard has no such wallet
 * @throws WalletMoving, and what `ask` throws
 */
export async function inRound<R>(
  round: WalletRound,
  ask: (round: WalletRound) => Promise<R>,
  isAbsent: (response: R) => boolean,
): Promise<R> {
  for (;;) {
    const heard = await orElsewhere(ask(round));
    if (heard instanceof WalletElsewhere) await round.goesOnAfter(heard);
    else if (!(await round.goesOnAfter(isAbsent(heard) ? 'absent' : 'answered'))) return heard;
  }
}

async function orElsewhere<R>(response: Promise<R>): Promise<R | WalletElsewhere> {
  try {
    return await response;
  } catch (error) {
    if (error instanceof WalletElsewhere) return error;
    throw error;
  }
}
