import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import type { Status } from '../../../lib/domain/transfer.ts';
import { newItem } from '../../../lib/store/journal/items.ts';
import { sideBySide } from '../../support/environment/side-by-side.ts';
import type { RunningStack } from './stack.ts';
import { orchestratorTables } from './tables.ts';

const MINUTE_MS = 60_000;

/**
 * Writes old transfers of a wallet into the journal, one a minute, up to an hour ago. None of them
 * was possible, so that no money has moved and the books still balance.
 * @returns their ids, the oldest first
 */
export async function writeHistory(stack: RunningStack, walletId: string, count: number): Promise<string[]> {
  const { documents, journal } = orchestratorTables(stack);
  const end = Date.now() - 60 * MINUTE_MS;
  const items = Array.from({ length: count }, (_, n) => {
    const at = end - (count - n) * MINUTE_MS;
    const transfer = {
      txId: ulid(at),
      fromId: walletId,
      amount: BigInt(n + 1),
      credits: [{ toId: '404', amount: BigInt(n + 1) }],
      reference: `order ${n % 7}`,
    };
    const { open: _open, due_at: _due, attempts: _attempts, ...item } = newItem(transfer, at, transfer.txId);
    const finished = { status: 'INVALID' satisfies Status, note: 'no such wallet', decision: 'ABORT' };
    return { ...item, ...finished, tx_id: transfer.txId, finished_at: new Date(at).toISOString() };
  });
  await sideBySide(16, items, (Item) => documents.send(new PutCommand({ TableName: journal, Item })));
  documents.destroy();
  return items.map((item) => item.tx_id);
}
