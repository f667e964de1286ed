import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { monotonicFactory, type ULIDFactory } from 'ulid';
import { Journal, type NewTransfer } from '../../../lib/store/journal/journal.ts';
import type { Page, PageRequest } from '../../../lib/store/journal/page.ts';
import type { FreshTables } from '../../support/environment/tables.ts';

/** The time of these tests, in ms since 1970. */
export const NOW = 1_700_000_000_000;

let wallets = 1_000;
/** A wallet that no other test of the file has. */
export const freshWallet = () => String(++wallets);

/** One for each millisecond: a later one would give no id of an earlier time. */
const factories = new Map<number, ULIDFactory>();

/** An id that is greater than those given before for the same millisecond. */
export function nextUlid(at: number): string {
  const factory = factories.get(at) ?? monotonicFactory();
  factories.set(at, factory);
  return factory(at);
}

/** A transfer of 50 that is initiated at NOW, unless something else is said; it is in no journal yet. */
export function transfer(
  fromId: string,
  toId: string,
  more: { amount?: bigint; at?: number; reference?: string; payerNote?: string } = {},
): NewTransfer {
  const { amount = 50n, at = NOW, ...texts } = more;
  return { txId: nextUlid(at), fromId, toId, amount, ...texts };
}

/** What is done to the journal, by Journal itself or as the state machine does it. */
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
    async created(order: NewTransfer): Promise<NewTransfer> {
      await journal.create(order, NOW);
      return order;
    },
    /** What the state machine writes when it decides to commit: from then on the payee's side is there. */
    async decideToCommit(order: NewTransfer, at = '2023-11-14T22:13:21.000Z'): Promise<void> {
      const values = { ':commit': 'COMMIT', ':at': at };
      await update(order, 'SET decision = :commit, decided_at = :at, incoming_id = to_id', values);
    },
    /** What it writes when it decides to abort. */
    async decideToAbort(order: NewTransfer, at = '2023-11-14T22:13:21.000Z'): Promise<void> {
      await update(order, 'SET decision = :abort, decided_at = :at', { ':abort': 'ABORT', ':at': at });
    },
    /** What it writes in the end. */
    async finish(order: NewTransfer, status: string, note?: string): Promise<void> {
      const set = `SET #status = :status${note ? ', note = :note' : ''} REMOVE #open, due_at`;
      await update(order, set, { ':status': status, ':note': note }, { '#status': 'status', '#open': 'open' });
    },
    /** All pages of a list. */
    async pages(walletId: string, request: PageRequest): Promise<Page[]> {
      const pages: Page[] = [];
      for (let after = request.after; ; ) {
        const page = await journal.page(walletId, { ...request, after });
        pages.push(page);
        if (page.next === undefined) return pages;
        after = page.next;
      }
    },
  };
}
