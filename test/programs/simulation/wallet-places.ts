import { placeOfItem } from '../../../lib/domain/stripes.ts';
import type { Write } from '../../../lib/local/database/memory-dynamodb.ts';
import type { Item } from '../../../lib/local/database/values/values.ts';
import { number, partOf } from './items.ts';
import { wholeItem } from './whole-item.ts';

type BeforeAndAfter = Pick<Write, 'before' | 'after'>;

/** A wallet before and after a write, wherever it was: all of its items as one. */
export interface Change extends BeforeAndAfter {
  /** The item that is written. */
  readonly item: BeforeAndAfter;
  /** The items of the wallet after it. */
  readonly items: Readonly<Items>;
}

/** A wallet on a shard: its main item, if that is there, and its stripes by number. */
export interface Items {
  main: Item | undefined;
  readonly stripes: Map<number, Item>;
}

/** A write of one item of a wallet. */
interface Written extends BeforeAndAfter {
  readonly walletId: string;
  readonly stripe?: number;
  readonly table: string;
}

/**
 * Follows each wallet from shard to shard, and checks that it is on one. A wallet that is put on a shard
 * is the one that another shard has marked for it, and goes on as that one. Its stripes are where its main
 * item is: those on another shard are on their way, and take nothing.
 */
export class WalletPlaces {
  readonly #tables: readonly string[];
  readonly #break: (what: string) => void;
  /** The table of each wallet. */
  readonly #places = new Map<string, string>();
  /** The items of each wallet in each table. */
  readonly #items = new Map<string, Items>();
  /** When each wallet was created, in ms since 1970. */
  readonly #created = new Map<string, number>();
  /** The shards where a wallet has been. */
  readonly #been = new Set<string>();

  /** @param tables those of the wallets, by the number of the shard */
  constructor(tables: readonly string[], broken: (what: string) => void) {
    this.#tables = tables;
    this.#break = broken;
  }

  /**
   * What a write of a shard's item is for the wallet.
   * @returns undefined if it changes nothing of the wallet
   */
  changeOf({ table, before, after }: Write): Change | undefined {
    const of = placeOfItem((after ?? before)?.wallet_id?.S ?? '');
    const written = { ...of, table, before, after };
    if (of.stripe !== undefined) return this.#stripeChanged(written, of.stripe);
    const place = this.#places.get(of.walletId);
    if (!after?.spendable) {
      const items = this.#itemsIn(written);
      if (!before?.spendable) return { before, after, item: { before, after }, items };
      const whole = this.#whole(written);
      items.main = undefined;
      if (place !== table) return undefined;
      this.#break(`wallet ${of.walletId} has left ${table}, and is nowhere`);
      this.#places.delete(of.walletId);
      return { before: whole, after, item: { before, after }, items };
    }
    return before?.spendable ? this.#changed(written) : this.#arrived(written, after);
  }

  /** When the wallet was created, in ms since 1970; undefined if it was not yet. */
  createdAt(walletId: string): number | undefined {
    return this.#created.get(walletId);
  }

  /** Whether the wallet was on the shard at some time. */
  hasBeenOn(walletId: string, shard: number): boolean {
    return this.#been.has(partOf(walletId, this.#tables[shard] ?? ''));
  }

  /** The wallets, each of the shard that has it. */
  items(): readonly Item[] {
    const all = [...this.#places].map(([walletId, table]) => this.#whole({ walletId, table }));
    return all.filter((item) => item !== undefined);
  }

  #stripeChanged(written: Written, stripe: number): Change | undefined {
    const { walletId, table, before, after } = written;
    const isHere = this.#places.get(walletId) === table;
    const { stripes } = this.#itemsIn(written);
    const whole = this.#whole({ ...written, after: before });
    if (after?.spendable) stripes.set(stripe, after);
    else stripes.delete(stripe);
    if (before?.spendable && after?.spendable) return this.#changedHere(written, whole);
    // Those of a wallet that comes are there before it, and those of one that has gone stay after it.
    if (!isHere || (!before?.spendable && !after?.spendable)) return undefined;
    if (!after?.spendable)
      this.#break(`stripe ${stripe} of wallet ${walletId} has left ${table}, which has the wallet`);
    return this.#change(written, whole, before);
  }

  #changed(written: Written): Change | undefined {
    const whole = this.#whole({ ...written, after: written.before });
    this.#itemsIn(written).main = written.after;
    return this.#changedHere(written, whole);
  }

  /** @param whole the wallet before */
  #changedHere(written: Written, whole: Item | undefined): Change | undefined {
    const { walletId, stripe, table, before } = written;
    const place = this.#places.get(walletId);
    const name = stripe === undefined ? `wallet ${walletId}` : `stripe ${stripe} of wallet ${walletId}`;
    if (place !== table) {
      this.#break(`${name} changes on ${table}, and is on ${place}`);
      return undefined;
    }
    if (before?.to_shard) this.#break(`${name} changes on ${table}, which it is leaving`);
    return this.#change(written, whole, before);
  }

  /** A wallet is created, or comes from another shard. */
  #arrived(written: Written, after: Item): Change {
    const { walletId, table, before } = written;
    const from = this.#places.get(walletId);
    this.#itemsIn(written).main = after;
    const moved = from === undefined ? undefined : this.#movedFrom(walletId, from, table, after);
    if (!this.#created.has(walletId)) this.#created.set(walletId, Date.now());
    this.#been.add(partOf(walletId, table));
    this.#places.set(walletId, table);
    return this.#change(written, moved?.whole ?? before, moved?.main ?? before);
  }

  /** @param before the wallet before @param item the item before, wherever it was */
  #change(written: Written, before: Item | undefined, item: Item | undefined): Change {
    const items = this.#itemsIn(written);
    return { before, after: this.#whole(written), item: { before: item, after: written.after }, items };
  }

  /** @returns the wallet as it was on the shard that it has left */
  #movedFrom(walletId: string, from: string, table: string, after: Item) {
    const { main } = this.#itemsIn({ walletId, table: from });
    const isExpected = main?.to_shard && this.#tables[Number(main.to_shard.N)] === table;
    if (!isExpected || !after.from_shard || number(after.op) !== number(main.op))
      this.#break(`wallet ${walletId} comes to ${table}, and is on ${from}`);
    return { main, whole: this.#whole({ walletId, table: from }) };
  }

  /** The wallet as its items in a table are, with the posting of the one that is written. */
  #whole({ after, ...of }: Pick<Written, 'walletId' | 'table'> & { readonly after?: Item | undefined }) {
    const { main, stripes } = this.#itemsIn(of);
    return main && wholeItem(main, stripes, after);
  }

  #itemsIn({ walletId, table }: Pick<Written, 'walletId' | 'table'>): Items {
    const part = partOf(walletId, table);
    const items = this.#items.get(part) ?? { main: undefined, stripes: new Map() };
    this.#items.set(part, items);
    return items;
  }
}
