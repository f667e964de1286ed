import type { Write } from '../../../lib/local/database/memory-dynamodb.ts';
import type { Item } from '../../../lib/local/database/values/values.ts';
import { number, partOf } from './items.ts';

/** A wallet before and after a write, wherever it was. */
export type Change = Pick<Write, 'before' | 'after'>;

/** Where a wallet is. */
interface Place {
  readonly table: string;
  readonly item: Item;
}

/**
 * Follows each wallet from shard to shard, and checks that it is on one. A wallet that is put on a shard
 * is the one that another shard has marked for it, and goes on as that one.
 */
export class WalletPlaces {
  readonly #tables: readonly string[];
  readonly #break: (what: string) => void;
  readonly #places = new Map<string, Place>();
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
    const id = (after ?? before)?.wallet_id?.S ?? '';
    const place = this.#places.get(id);
    if (!after?.spendable) {
      if (!before?.spendable) return { before, after };
      if (place?.table !== table) return undefined;
      this.#break(`wallet ${id} has left ${table}, and is nowhere`);
      this.#places.delete(id);
      return { before, after };
    }
    if (before?.spendable) return this.#changed(id, place, { table, before, after });
    const moved = place && this.#arrived(id, place, table, after);
    this.#put(id, { table, item: after });
    return { before: moved ?? before, after };
  }

  /** When the wallet was created, in ms since 1970; undefined if it was not yet. */
  createdAt(walletId: string): number | undefined {
    return this.#created.get(walletId);
  }

  /** Whether the wallet was on the shard at some time. */
  hasBeenOn(walletId: string, shard: number): boolean {
    return this.#been.has(partOf(walletId, this.#tables[shard] ?? ''));
  }

  /** The items of the wallets, each of the shard that has it. */
  items(): readonly Item[] {
    return [...this.#places.values()].map(({ item }) => item);
  }

  #changed(
    id: string,
    place: Place | undefined,
    write: Required<Pick<Write, 'table'>> & { before: Item; after: Item },
  ) {
    const { table, before, after } = write;
    if (place?.table !== table) {
      this.#break(`wallet ${id} changes on ${table}, and is on ${place?.table}`);
      return undefined;
    }
    if (before.to_shard) this.#break(`wallet ${id} changes on ${table}, which it is leaving`);
    this.#put(id, { table, item: after });
    return { before, after };
  }

  /** @returns the wallet as it was on the shard that it has left */
  #arrived(id: string, { table: from, item }: Place, table: string, after: Item): Item {
    const isExpected = item.to_shard && this.#tables[Number(item.to_shard.N)] === table;
    if (!isExpected || !after.from_shard || number(after.op) !== number(item.op))
      this.#break(`wallet ${id} comes to ${table}, and is on ${from}`);
    return item;
  }

  #put(id: string, place: Place): void {
    if (!this.#created.has(id)) this.#created.set(id, Date.now());
    this.#been.add(partOf(id, place.table));
    this.#places.set(id, place);
  }
}
