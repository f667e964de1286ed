import type { Write } from '../../../lib/local/database/memory-dynamodb.ts';
import { partOf, underItsWallet } from './items.ts';

/**
 * Counts the writes of each item of the journal. A client that has heard how an item stands need not
 * ask again until somebody writes it: the same question has the same answer.
 */
export class WrittenItems {
  readonly #writes = new Map<string, number>();

  onWrite({ before, after }: Write): void {
    const written = after ?? before;
    const item = written && underItsWallet(written);
    const part = partOf(item?.from_id?.S ?? '', item?.tx_id?.S ?? '');
    this.#writes.set(part, (this.#writes.get(part) ?? 0) + 1);
  }

  /** How often what a wallet has of a transfer was written; 0 if it has nothing. */
  countOf(walletId: string, txId: string): number {
    return this.#writes.get(partOf(walletId, txId)) ?? 0;
  }
}
