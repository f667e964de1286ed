import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { decodeTime, ulid } from 'ulid';
import * as z from 'zod';
import { entryAfter, FIRST } from '../../../lib/domain/statement.ts';
import { Item, readRaw } from '../../../lib/store/journal/items.ts';
import { Statements } from '../../../lib/store/statements.ts';
import { eventually } from '../../support/environment/eventually.ts';
import type { RunningStack } from './stack.ts';
import { orchestratorTables, shardTables } from './tables.ts';

/**
 * Moves a final transfer into the past: the same rows of the journal under an id of that time, and
 * the same entries of statements. The transfer is the newest of all its wallets. The money stays
 * where it is, so that the books still balance.
 */
export async function moveToPast(stack: RunningStack, payer: string, TxID: string, at: number): Promise<void> {
  const { documents, journal } = orchestratorTables(stack);
  const earlier = decodeTime(TxID) - at;
  const older = ulid(at);
  const shifted = (time: string) => new Date(Date.parse(time) - earlier).toISOString();
  const read = (wallet: string) => readRaw({ documents, table: journal }, { from_id: wallet, tx_id: TxID });
  const { status, credits } = Item.parse(await read(payer));
  const wallets = status === 'SUCCESSFUL' ? [payer, ...credits.map(({ toId }) => toId)] : [payer];
  for (const wallet of wallets) {
    const row = z.record(z.string(), z.unknown()).parse(await read(wallet));
    const moved = Object.entries(row).map(([name, value]): [string, unknown] => {
      if (typeof value !== 'string') return [name, value];
      return [name, /_at$/.test(name) ? shifted(value) : value.replace(TxID, older)];
    });
    await documents.send(new PutCommand({ TableName: journal, Item: Object.fromEntries(moved) }));
    await documents.send(new DeleteCommand({ TableName: journal, Key: { from_id: wallet, tx_id: TxID } }));
    if (status === 'SUCCESSFUL') await moveEntry(wallet);
  }
  documents.destroy();

  async function moveEntry(walletId: string): Promise<void> {
    const shard = shardTables(stack, walletId);
    const statements = new Statements(shard.documents, shard.entries);
    const {
      seq,
      amount,
      balance: posted,
      postedAt,
    } = await eventually(async () => {
      const newest = await statements.latest(walletId);
      return newest?.txId === TxID && newest;
    });
    const { entries } = await statements.page(walletId, { after: seq, limit: 1, order: 'desc' });
    const Key = { wallet_id: walletId, seq };
    await shard.documents.send(new DeleteCommand({ TableName: shard.entries, Key }));
    const moved = { walletId, seq, txId: older, amount, posted, at: postedAt - earlier };
    await statements.add(entryAfter(entries[0] ?? FIRST, moved));
    shard.documents.destroy();
  }
}
