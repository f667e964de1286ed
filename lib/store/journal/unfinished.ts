import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { legsOf } from '../../domain/legs.ts';
import {
  endingPartition,
  IN_FLIGHT_PARTITIONS,
  unfinishedPartition,
  waitingPartition,
} from '../../domain/retry-schedule.ts';
import { initiationOf, isFinal, type Transfer } from '../../domain/transfer.ts';
import { batchesOf } from '../batches.ts';
import { SafeNumber } from '../items.ts';
import { restartsOf, unfinishedKeys } from '../unfinished-index.ts';
import { Item, type JournalTable, Key, keyOf, readRaw } from './items.ts';
import { findItems, type Striped } from './partitions.ts';

const Sweeps = z.looseObject({ attempts: z._default(SafeNumber, 0), due_at: z.optional(SafeNumber) });

/** A transfer, and what the sweeper has done about it. */
export interface SweptTransfer {
  readonly transfer: Transfer;
  /** How often the sweeper has restarted it. */
  readonly attempts: number;
  /** When it did so, in ms since 1970: the first 19 times and the last. */
  readonly restarts: readonly number[];
  /** When it will do so next, in ms since 1970. Undefined once it is final. */
  readonly dueAt: number | undefined;
}

/** The transfers in flight, as operators look at them. */
export class UnfinishedTransfers {
  readonly #journal: JournalTable;
  readonly #directory: Striped;

  /** @param directory says where the rows of a wallet in stripes are */
  constructor(documents: DynamoDBDocumentClient, table: string, directory: Striped) {
    this.#journal = { documents, table };
    this.#directory = directory;
  }

  /**
   * The transfers that were initiated first.
   * @param select `before`: initiated before that time, in ms since 1970
   * @returns at most `limit`, oldest first, and whether there are more
   */
  async oldest({ limit, before }: { limit: number; before?: number | undefined }): Promise<{
    transfers: SweptTransfer[];
    more: boolean;
  }> {
    const { documents, table } = this.#journal;
    const all = await unfinishedKeys(documents, table, Key, IN_FLIGHT_PARTITIONS);
    const keys = all
      .filter(({ tx_id }) => before === undefined || initiationOf(tx_id) < before)
      .sort((a, b) => (a.tx_id < b.tx_id ? -1 : 1));
    const items = await Promise.all(batchesOf(keys.slice(0, limit)).map((batch) => this.#read(batch)));
    const transfers = items
      .flat()
      .map(sweptTransfer)
      .filter(({ transfer }) => !isFinal(transfer.status))
      .sort((a, b) => (a.transfer.txId < b.transfer.txId ? -1 : 1));
    return { transfers, more: keys.length > limit };
  }

  /**
   * One transfer as its payer has it, final or not, by the wallet of any of its sides. A payee's
   * wallet leads to it while it is in flight, and once it has its row.
   */
  async find(walletId: string, txId: string): Promise<SweptTransfer | undefined> {
    const own = await this.#get({ from_id: walletId, tx_id: txId });
    if (own?.transfer.fromId === walletId) return own;
    const key = own ? keyOf(own.transfer) : ((await this.keyOf(txId)) ?? (await this.#payersKey(walletId, txId)));
    const found = key && (await this.#get(key));
    return found && legsOf(found.transfer).some((leg) => leg.walletId === walletId) ? found : undefined;
  }

  /**
   * The key that a payee's row leads to. Read after the index: a transfer that became final since the
   * first look has left the index, and had its rows before.
   */
  async #payersKey(payeeId: string, txId: string): Promise<Key | undefined> {
    const row = (await findItems(this.#journal, this.#directory, new Map([[txId, payeeId]]))).get(txId);
    return row && keyOf(row);
  }

  /** Strongly consistent. */
  async #get(key: Key): Promise<SweptTransfer | undefined> {
    const item = await readRaw(this.#journal, key);
    return item === undefined ? undefined : sweptTransfer(item);
  }

  /** The key of a transfer that is not final, by its id alone. */
  async keyOf(txId: string): Promise<Key | undefined> {
    const { documents, table } = this.#journal;
    const partition = unfinishedPartition(txId);
    const partitions = [partition, endingPartition(partition), waitingPartition(partition)];
    const keys = await unfinishedKeys(documents, table, Key, partitions);
    return keys.find(({ tx_id }) => tx_id === txId);
  }

  /** What the database does not return at once is not asked for again: the next look has it. */
  async #read(keys: readonly Key[]): Promise<unknown[]> {
    const { documents, table } = this.#journal;
    const Keys = keys.map(({ from_id, tx_id }) => ({ from_id, tx_id }));
    const { Responses } = await documents.send(
      new BatchGetCommand({ RequestItems: { [table]: { Keys, ConsistentRead: true } } }),
    );
    return Responses?.[table] ?? [];
  }
}

function sweptTransfer(item: unknown): SweptTransfer {
  const swept = Sweeps.parse(item);
  return { transfer: Item.parse(item), attempts: swept.attempts, restarts: restartsOf(swept), dueAt: swept.due_at };
}
