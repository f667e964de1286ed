import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { decodeTime, ulid } from 'ulid';
import * as z from 'zod';
import { connect } from '../../../lib/cli/operator/connection.ts';
import type { Status } from '../../../lib/domain/transfer.ts';
import { documents } from '../../../lib/store/documents.ts';
import { type JournalTable, newItem, readRaw } from '../../../lib/store/journal/items.ts';
import { sideBySide } from '../../support/environment/side-by-side.ts';
import type { RunningStack } from './stack.ts';

const MINUTE_MS = 60_000;

/**
 * Writes old transfers of a wallet into the journal, one a minute, up to an hour ago. None of them
 * was possible, so that no money has moved and the books still balance.
 * @returns their ids, the oldest first
 */
export async function writeHistory(stack: RunningStack, walletId: string, count: number): Promise<string[]> {
  const { documents: database, table } = journalOf(stack);
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
  await sideBySide(16, items, (Item) => database.send(new PutCommand({ TableName: table, Item })));
  database.destroy();
  return items.map((item) => item.tx_id);
}

/**
 * Moves a final transfer into the past: the same item under an id of that time. The money stays where
 * it is, so that the books still balance.
 */
export async function moveToPast(stack: RunningStack, payer: string, TxID: string, at: number): Promise<void> {
  const { documents: database, table } = journalOf(stack);
  const key = { from_id: payer, tx_id: TxID };
  const item = z.record(z.string(), z.unknown()).parse(await readRaw({ documents: database, table }, key));
  const earlier = decodeTime(TxID) - at;
  const [older, shifted] = [ulid(at), (time: string) => new Date(Date.parse(time) - earlier).toISOString()];
  const moved = Object.entries(item).map(([name, value]): [string, unknown] => {
    if (typeof value !== 'string') return [name, value];
    return [name, /_at$/.test(name) ? shifted(value) : value.replace(TxID, older)];
  });
  await database.send(new PutCommand({ TableName: table, Item: Object.fromEntries(moved) }));
  await database.send(new DeleteCommand({ TableName: table, Key: key }));
  database.destroy();
}

function journalOf({ data }: RunningStack): JournalTable {
  connect({ stage: 'local', data });
  return { documents: documents(), table: process.env.JOURNAL_TABLE ?? '' };
}
