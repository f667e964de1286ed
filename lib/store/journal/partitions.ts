import { stripeFor, stripeId, stripeIds } from '../../domain/stripes.ts';
import type { Transfer } from '../../domain/transfer.ts';
import { type JournalTable, readItem, readItems } from './items.ts';

/** A wallet whose transfers are read, as the directory has it. */
export interface RowsOf {
  readonly walletId: string;
  /** How many stripes it has, or had: the row of a credit on a stripe is under the id of that stripe. */
  readonly stripes?: number | undefined;
}

/** The partitions that have a wallet's transfers: its own has what it pays, and what is on no stripe. */
export function partitionsOf({ walletId, stripes }: RowsOf): string[] {
  return [walletId, ...stripeIds(walletId, stripes)];
}

/**
 * One transfer of a wallet, strongly consistent. Of a wallet in stripes it is looked for in its own
 * partition and in that of the stripe that its id leads to, and then in the others: the wallet may have had
 * fewer stripes when the transfer was accepted.
 */
export async function findItem(journal: JournalTable, wallet: RowsOf, txId: string): Promise<Transfer | undefined> {
  const { walletId, stripes } = wallet;
  if (stripes === undefined) return readItem(journal, { from_id: walletId, tx_id: txId });
  const first = [walletId, stripeId(walletId, stripeFor(txId, stripes))];
  const others = partitionsOf(wallet).filter((partition) => !first.includes(partition));
  return (await readFrom(journal, first, txId)) ?? (await readFrom(journal, others, txId));
}

/** Says how many stripes wallets have, of those that have or had any. */
export interface Striped {
  stripesOf(walletIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
}

/**
 * Transfers of wallets, strongly consistent, as a map from their ids. What is not in the wallet's own
 * partition is looked for in those of its stripes, if the directory says that it has any.
 * @param wallets the payer of each transfer, or a payee, by the transfer's id
 */
export async function findItems(
  journal: JournalTable,
  directory: Striped,
  wallets: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, Transfer>> {
  const own = await readItems(
    journal,
    [...wallets].map(([tx_id, from_id]) => ({ from_id, tx_id })),
  );
  const missing = [...wallets].filter(([txId]) => !own.has(txId));
  if (missing.length === 0) return own;
  const stripes = await directory.stripesOf([...new Set(missing.map(([, walletId]) => walletId))]);
  const striped = missing.flatMap(([txId, walletId]) => {
    const count = stripes.get(walletId);
    return count === undefined ? [] : [{ txId, first: stripeId(walletId, stripeFor(txId, count)), walletId, count }];
  });
  const likely = await readItems(
    journal,
    striped.map(({ txId, first }) => ({ from_id: first, tx_id: txId })),
  );
  const others = striped.filter(({ txId }) => !likely.has(txId));
  const keys = others.flatMap(({ txId, first, walletId, count }) =>
    stripeIds(walletId, count).flatMap((id) => (id === first ? [] : [{ from_id: id, tx_id: txId }])),
  );
  return new Map([...own, ...likely, ...(await readItems(journal, keys))]);
}

/** The item that one of the partitions has. */
async function readFrom(
  journal: JournalTable,
  partitions: readonly string[],
  txId: string,
): Promise<Transfer | undefined> {
  const read = await Promise.all(partitions.map((from_id) => readItem(journal, { from_id, tx_id: txId })));
  return read.find((transfer) => transfer !== undefined);
}
