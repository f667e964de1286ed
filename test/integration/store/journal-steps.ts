import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { monotonicFactory, type ULIDFactory } from 'ulid';
import { solePayeeOf } from '../../../lib/domain/legs.ts';
import { Journal, type NewTransfer } from '../../../lib/store/journal/journal.ts';
import type { Page, PageRequest } from '../../../lib/store/journal/page.ts';
import type { RowsOf } from '../../../lib/store/journal/partitions.ts';
import type { FreshTables } from '../../support/environment/tables.ts';

/** The time of these tests, in ms since 1970. */
export const NOW = 1_700_000_000_000;

let wallets = 1_000;
/** A wallet unique in the file. */
export const freshWallet = () => String(++wallets);

/** One generator per millisecond, because a monotonic one gives no id of an earlier time. */
const factories = new Map<number, ULIDFactory>();

/** An id greater than earlier ones of the same millisecond. */
export function nextUlid(at: number): string {
  const factory = factories.get(at) ?? monotonicFactory();
  factories.set(at, factory);
  return factory(at);
}

/** A transfer of 50, initiated at NOW by default, and not in the journal. */
export function transfer(
  fromId: string,
  toId: string,
  more: { amount?: bigint; at?: number; reference?: string; payerNote?: string } = {},
): NewTransfer {
  const { amount = 50n, at = NOW, ...texts } = more;
  return { txId: nextUlid(at), fromId, amount, credits: [{ toId, amount }], ...texts };
}

/** The payee of a transfer of these tests. */
export function payee(transfer: NewTransfer): string {
  return solePayeeOf(transfer) ?? '';
}

/** The steps of a transfer in the journal, by Journal or as the state machine writes them. */
export type JournalSteps = ReturnType<typeof journalSteps>;
export function journalSteps(tables: FreshTables) {
  const journal = new Journal(tables.documents, tables.journal);
  const update = ({ fromId, txId }: NewTransfer, expression: string, values: object, names?: Record<string, string>) =>
    tables.documents.send(
      new UpdateCommand({
        TableName: tables.journal,
        Key: { from_id: fromId, tx_id: txId },
        UpdateExpression: expression,
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ...values },
      }),
    );
  return {
    async created(newTransfer: NewTransfer): Promise<NewTransfer> {
      await journal.create(newTransfer, NOW);
      return newTransfer;
    },
    /** The write that says that the money of a manual transfer is held. */
    async authorise(newTransfer: NewTransfer, at = '2023-11-14T22:13:20.500Z'): Promise<void> {
      const values = { ':processing': 'PROCESSING', ':at': at, ':id': newTransfer.txId };
      const set = 'SET #status = :processing, processing_at = :at, authorised_at = :at, holding = :id';
      await update(newTransfer, set, values, { '#status': 'status' });
    },
    /** The write of the decision to commit. */
    async decideToCommit(newTransfer: NewTransfer, at = '2023-11-14T22:13:21.000Z'): Promise<void> {
      const values = { ':commit': 'COMMIT', ':at': at };
      await update(newTransfer, 'SET decision = :commit, decided_at = :at', values);
    },
    /** The rows of the payees, from which on they see the transfer. */
    async settle(newTransfer: NewTransfer, at = '2023-11-14T22:13:21.100Z'): Promise<void> {
      const stored = await journal.get(newTransfer.fromId, newTransfer.txId);
      if (!stored) throw new Error('no such transfer');
      await journal.putPayeeRows(stored, { settled: [], finishedAt: at });
    },
    /** The decision to commit, and the rows of the payees. */
    async commit(newTransfer: NewTransfer, at?: string): Promise<void> {
      await this.decideToCommit(newTransfer, at);
      await this.settle(newTransfer, at);
    },
    /** The write of the decision to abort. */
    async decideToAbort(newTransfer: NewTransfer, at = '2023-11-14T22:13:21.000Z'): Promise<void> {
      await update(newTransfer, 'SET decision = :abort, decided_at = :at', { ':abort': 'ABORT', ':at': at });
    },
    /** The write of the final status. */
    async finish(newTransfer: NewTransfer, status: string, note?: string): Promise<void> {
      const set = `SET #status = :status${note ? ', note = :note' : ''} REMOVE #open, due_at`;
      await update(newTransfer, set, { ':status': status, ':note': note }, { '#status': 'status', '#open': 'open' });
    },
    /** Stores `count` copies of a stored transfer, each with its own id, in half the writes. */
    async copies({ fromId, txId }: NewTransfer, count: number, change: () => object): Promise<void> {
      const Key = { from_id: fromId, tx_id: txId };
      const { Item } = await tables.documents.send(
        new GetCommand({ TableName: tables.journal, Key, ConsistentRead: true }),
      );
      for (let n = 0; n < count; n++) {
        const copy = { ...Item, tx_id: nextUlid(NOW), ...change() };
        await tables.documents.send(new PutCommand({ TableName: tables.journal, Item: copy }));
      }
    },
    /** All pages of a list. */
    async pages(wallet: string | RowsOf, request: PageRequest): Promise<Page[]> {
      const rows = typeof wallet === 'string' ? { walletId: wallet } : wallet;
      const pages: Page[] = [];
      for (let after = request.after; ; ) {
        const page = await journal.page(rows, { ...request, after });
        pages.push(page);
        if (page.next === undefined) return pages;
        after = page.next;
      }
    },
  };
}
