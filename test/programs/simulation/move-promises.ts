import { TransferDeadline } from '../../../lib/domain/deadline.ts';
import { storedResults } from '../../../lib/domain/leg-results.ts';
import { placeOfItem } from '../../../lib/domain/stripes.ts';
import { NOTES } from '../../../lib/domain/transfer.ts';
import { shardOf } from '../../../lib/domain/wallet-id.ts';
import type { Item } from '../../../lib/local/database/values/values.ts';
import { number, plannedLegsOf } from './items.ts';
import type { WalletPlaces } from './wallet-places.ts';

/** All items of the shards at the end, and of the directory. */
interface End {
  /** By the number of the shard. */
  readonly shards: readonly (readonly Item[])[];
  readonly directory: readonly Item[];
  /** The number of the last entry of a wallet that a shard has in its own table. */
  readonly entries: (walletId: string, shard: number) => number;
  /** How many shards the wallets are on by the last growth; undefined if it is not finished. */
  readonly to: number | undefined;
}

/** Checks what wallets that move promise beside all else: no request is refused for it, and nothing is left. */
export class MovePromises {
  readonly #places: WalletPlaces;
  readonly #break: (what: string) => void;
  /** Whether every message arrives in time, so that each leg is heard. */
  readonly #isCalm: boolean;
  /** When the first transfer with a deadline began, by that deadline; both in ms since 1970. */
  readonly #begun = new Map<number, number>();

  constructor(places: WalletPlaces, isCalm: boolean, broken: (what: string) => void) {
    this.#places = places;
    this.#isCalm = isCalm;
    this.#break = broken;
  }

  /** A wallet of the directory changes: it never names an older shard again. */
  onDirectory(before: Item | undefined, after: Item | undefined): void {
    if (!after || before === undefined || after.wallet_id?.S === 'growth') return;
    if (number(after.op) < number(before.op))
      this.#break(`the directory names the shard of wallet ${after.wallet_id?.S} by move ${after.op?.N} again`);
  }

  /** An item of the journal changes. A wallet that moves is no reason to end a transfer. */
  onTransfer(before: Item | undefined, after: Item | undefined): void {
    const { data: deadline } = TransferDeadline.safeParse(after?.deadline);
    if (deadline !== undefined && !this.#begun.has(deadline)) this.#begun.set(deadline, Date.now());
    if (after?.decision?.S !== 'ABORT' || before?.decision) return;
    const results = [after.held_debit, after.held].flatMap((held) => storedResults(held?.S));
    const notes = results.map((result) => JSON.stringify(result));
    const has = (text: string) => notes.some((note) => note.includes(text));
    const id = after.tx_id?.S;
    if (has(NOTES.noSuchWallet) && this.#wereThere(after)) this.#break(`${id} found no wallet, and each was there`);
    if (has(NOTES.refused)) this.#break(`${id} was refused with an error that is not declared`);
    // A leg whose wallet is away may be unheard beside one that is refused.
    const isRefused = has('"outcome":"INVALID"') || has('"outcome":"FAILED"');
    if (this.#isCalm && has('"unconfirmed"') && !isRefused)
      this.#break(`${id} ended because a shard was silent, and none was`);
  }

  /**
   * An item of a shard changes. A rollback leaves no fence on a shard where a wallet is not that was there when
   * the transfer began: if it comes there, transfers that wait for it would be refused as too late.
   */
  onShard(after: Item | undefined): void {
    if (!after?.fence || after.spendable || after.to_shard) return;
    const { walletId } = placeOfItem(after.wallet_id?.S ?? '');
    const createdAt = this.#places.createdAt(walletId) ?? Number.POSITIVE_INFINITY;
    const begunAt = this.#begun.get(Number(after.fence.N)) ?? Number.NEGATIVE_INFINITY;
    if (createdAt < begunAt) this.#break(`a rollback leaves a fence where wallet ${walletId} is not`);
  }

  /** A reader asked for the balance of a wallet, and heard that there is none. */
  heardOfNone(walletId: string, askedAt: number): void {
    const createdAt = this.#places.createdAt(walletId);
    if (createdAt !== undefined && createdAt < askedAt)
      this.#break(`who reads wallet ${walletId} is told that there is none`);
  }

  /** Each wallet is where it belongs and where the directory says, with all of its statement, and no mark remains. */
  atTheEnd({ shards, directory, entries, to }: End): void {
    if (to === undefined) {
      this.#break('the number of shards still changes');
      return;
    }
    const named = new Map(directory.map(({ wallet_id, shard }) => [wallet_id?.S, Number(shard?.N)]));
    for (const [shard, items] of shards.entries()) {
      const sums = Map.groupBy(items, ({ wallet_id }) => placeOfItem(wallet_id?.S ?? '').walletId);
      for (const { wallet_id, spendable, to_shard } of items) {
        const { walletId: id, stripe } = placeOfItem(wallet_id?.S ?? '');
        if (!spendable) continue;
        if (to_shard) this.#break(`wallet ${id} is still leaving shard ${shard}`);
        if (shardOf(id, to) !== shard) this.#break(`wallet ${id} is on shard ${shard} of ${to}`);
        if (stripe !== undefined) continue;
        if (named.get(id) !== shard)
          this.#break(`the directory names shard ${named.get(id)} of wallet ${id}, not ${shard}`);
        const last = entries(id, shard);
        const seq = sums.get(id)?.reduce((sum, item) => sum + number(item.seq), 0n);
        if (last !== Number(seq)) this.#break(`shard ${shard} has ${last} of ${seq} entries of wallet ${id}`);
      }
    }
  }

  #wereThere(transfer: Item): boolean {
    const from = Date.parse(transfer.processing_at?.S ?? '');
    return plannedLegsOf(transfer).every(
      ({ wallet }) => (this.#places.createdAt(wallet) ?? Number.POSITIVE_INFINITY) < from,
    );
  }
}
