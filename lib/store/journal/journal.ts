import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { storedResults } from '../../domain/leg-results.ts';
import { IN_FLIGHT_PARTITIONS, WAITING_PARTITIONS } from '../../domain/retry-schedule.ts';
import { itemIdOf } from '../../domain/stripes.ts';
import { isFinal, type Status, type Transfer } from '../../domain/transfer.ts';
import { rangeOf } from '../../domain/tx-range.ts';
import { conditionally } from '../documents.ts';
import type { StripedWallets } from '../striped-wallets.ts';
import { type Due, dueIn, postpone } from '../unfinished-index.ts';
import {
  creationOf,
  type JournalTable,
  Key,
  keyOf,
  type NewTransfer,
  newItem,
  readItem,
  readItems,
  readRaw,
} from './items.ts';
import { type Page, type PageRequest, readPage } from './page.ts';
import { findItem, findItems, type RowsOf, type Striped } from './partitions.ts';
import { putAuthorisedRow, putPayeeRows, type SettledTransfer } from './payee-rows.ts';
import { balanceAt } from './replay.ts';
import { type Scan, scanPages } from './scan.ts';
import { readSlice } from './slice.ts';
import { entriesInFlight, type UnfinishedEntry, unfinishedEntries } from './unfinished-entries.ts';

export type { NewTransfer } from './items.ts';

/**
 * The journal: an item for each transfer under its payer, and a row under each payee once it is
 * authorised or settled. This class creates and reads transfers, and puts the rows. After PENDING, only
 * the state machine statemachines/transfer.asl.yaml and Captures change the payers' items.
 */
export class Journal {
  readonly #journal: JournalTable;
  readonly #striped: Pick<StripedWallets, 'onStripes'> | undefined;

  /**
   * @param striped the wallets whose credits go to stripes. Those who create transfers have it. Without
   *   it all credits go to the wallets' own items, which is as right.
   */
  constructor(documents: DynamoDBDocumentClient, table: string, striped?: Pick<StripedWallets, 'onStripes'>) {
    this.#journal = { documents, table };
    this.#striped = striped;
  }

  /**
   * Writes a transfer as PENDING, due for the sweeper from then on. An existing transfer stays as
   * it is.
   * @param now ms since 1970
   * @param requestId unique to the request: a write that is repeated because its response was lost
   * finds its own transfer. The transfer's id serves, unless an earlier request was given it
   * (Idempotency-Key).
   * @returns whether this request created the transfer, and its status
   */
  async create(
    transfer: NewTransfer,
    now: number,
    requestId = transfer.txId,
  ): Promise<{ created: boolean; status: Status }> {
    const { documents, table } = this.#journal;
    const credits = this.#striped
      ? await this.#striped.onStripes(transfer.txId, transfer.credits, now)
      : transfer.credits;
    const created = await conditionally(
      documents.send(
        new PutCommand({
          TableName: table,
          Item: newItem({ ...transfer, credits }, now, requestId),
          ConditionExpression: 'attribute_not_exists(tx_id)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      ),
    );
    if ('ok' in created) return { created: true, status: 'PENDING' };
    const standing = creationOf(created.item ?? (await readRaw(this.#journal, keyOf(transfer))));
    return { created: standing.requestId === requestId, status: standing.status };
  }

  /** Puts the row of the payee of an authorised transfer. See payee-rows.ts. */
  putAuthorisedRow(transfer: Transfer): Promise<void> {
    return putAuthorisedRow(this.#journal, transfer);
  }

  /** Puts the row of each payee of a transfer that it has to know of. See payee-rows.ts. */
  putPayeeRows(transfer: Transfer, end: SettledTransfer): Promise<number> {
    return putPayeeRows(this.#journal, transfer, end);
  }

  /**
   * Puts the rows of a transfer that ended SUCCESSFUL under a version without them.
   * @returns the number of rows that were missing
   */
  putMissingRows(transfer: Transfer): Promise<number> {
    return putPayeeRows(this.#journal, transfer, {
      settled: storedResults(transfer.responses?.settled),
      finishedAt: transfer.finishedAt,
    });
  }

  /**
   * One transfer as its payer has it, strongly consistent. A wallet that may be a payee is looked at by
   * `find`.
   */
  get(fromId: string, txId: string): Promise<Transfer | undefined> {
    return readItem(this.#journal, { from_id: fromId, tx_id: txId });
  }

  /**
   * One transfer of the wallet, strongly consistent: as payer, or as payee once it is authorised or
   * settled.
   */
  find(wallet: RowsOf, txId: string): Promise<Transfer | undefined> {
    return findItem(this.#journal, wallet, txId);
  }

  /**
   * One transfer as its payer or a payee of it has it, strongly consistent, in one read.
   * @param transfer its legs, which say on which stripe a payee has it
   */
  asOf(walletId: string, { txId, fromId, credits }: Pick<Transfer, 'txId' | 'fromId' | 'credits'>) {
    const stripe = walletId === fromId ? undefined : credits.find(({ toId }) => toId === walletId)?.stripe;
    return readItem(this.#journal, { from_id: itemIdOf({ walletId, stripe }), tx_id: txId });
  }

  /** A page of the wallet's transfers. */
  page(wallet: RowsOf, page: PageRequest): Promise<Page> {
    return readPage(this.#journal, wallet, page);
  }

  /** The wallet's newest transfer, strongly consistent, or undefined. */
  async latest(wallet: RowsOf): Promise<Transfer | undefined> {
    const query = { range: rangeOf({ order: 'desc' }), order: 'desc', limit: 1 } as const;
    return (await readSlice(this.#journal, wallet, query)).transfers[0];
  }

  /**
   * The wallet's balance at a past time, computed from the journal.
   * @param at ms since 1970
   */
  balanceAt(wallet: RowsOf, at: number): Promise<bigint> {
    return balanceAt(this.#journal, wallet, at);
  }

  /** All transfers once, as their payers have them, unordered, strongly consistent. */
  async *all(): AsyncGenerator<Transfer> {
    for await (const { transfers } of this.pages()) yield* transfers;
  }

  /** The same, a page of the table at a time. See scanPages in scan.ts. */
  pages(scan?: Scan): ReturnType<typeof scanPages> {
    return scanPages(this.#journal, scan);
  }

  /**
   * Transfers in flight with the sweeper's state: at most `limit` from each index partition, the
   * longest overdue first.
   */
  async unfinished(limit: number): Promise<{ transfer: Transfer; attempts: number; dueAt: number }[]> {
    const { documents, table } = this.#journal;
    const due = await dueIn(documents, table, Key, Number.MAX_SAFE_INTEGER, limit, IN_FLIGHT_PARTITIONS);
    const transfers = await Promise.all(due.map(({ key }) => readItem(this.#journal, key)));
    return due
      .flatMap(({ attempts, dueAt }, n) => {
        const transfer = transfers[n];
        return transfer && !isFinal(transfer.status) ? [{ transfer, attempts, dueAt }] : [];
      })
      .sort((a, b) => a.dueAt - b.dueAt);
  }

  /**
   * The number of unfinished transfers, and the age of the oldest; 0 if there is none.
   * @param now ms since 1970
   */
  async unfinishedSummary(now: number): Promise<{ open: number; oldestMs: number }> {
    const inFlight = await entriesInFlight(this.#journal);
    return {
      open: inFlight.length,
      oldestMs: inFlight.reduce((oldest, { since }) => Math.max(oldest, now - since), 0),
    };
  }

  /** The payers of the transfers in flight, by the transfers' ids. The index lags. */
  async payersOfUnfinished(): Promise<ReadonlyMap<string, string>> {
    const entries = await entriesInFlight(this.#journal, Number.POSITIVE_INFINITY);
    return new Map(entries.map(({ txId, payerId }) => [txId, payerId]));
  }

  /** All transfers that are not final, those that wait for their capture among them. The index lags. */
  unfinishedEntries(): Promise<UnfinishedEntry[]> {
    return unfinishedEntries(this.#journal);
  }

  /** Transfers by a wallet of each, its payer or a payee. See findItems in partitions.ts. */
  findAll(wallets: ReadonlyMap<string, string>, directory: Striped): Promise<ReadonlyMap<string, Transfer>> {
    return findItems(this.#journal, directory, wallets);
  }

  /**
   * Transfers as their payers have them, strongly consistent, as a map from their ids.
   * @param wallets the payer of each transfer, by the transfer's id
   */
  byWallets(wallets: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, Transfer>> {
    return readItems(
      this.#journal,
      [...wallets].map(([tx_id, from_id]) => ({ from_id, tx_id })),
    );
  }

  due(now: number, limit: number): Promise<Due<Key>[]> {
    const { documents, table } = this.#journal;
    return dueIn(documents, table, Key, now, limit, [...IN_FLIGHT_PARTITIONS, ...WAITING_PARTITIONS]);
  }

  postpone(due: Due<Key>, now: number, sweepId: string): Promise<boolean> {
    return postpone(this.#journal.documents, this.#journal.table, due, now, sweepId);
  }
}
