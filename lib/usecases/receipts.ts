import { signForOutsiders } from '../auth/receipts.ts';
import { currencyOf } from '../domain/currency.ts';
import { MibError } from '../domain/errors.ts';
import { type Head, leafHash } from '../domain/merkle.ts';
import { FIRST, type StatementEntry } from '../domain/statement.ts';
import { isFinal, type Transfer } from '../domain/transfer.ts';
import type { Shards } from '../remote/shards.ts';
import type { Directory } from '../store/directory.ts';
import type { Journal } from '../store/journal/journal.ts';
import type { Roots } from '../store/roots.ts';
import { fromShard } from './from-shard.ts';
import type { Signer } from './keep-root.ts';
import { visibleWallet } from './owned-wallet.ts';
import { type ProvenHead, proveHead } from './prove-head.ts';
import { findTransfer } from './transfers.ts';

/** The entries from a receipt's entry to the head of its wallet that a response brings along. */
const MAX_LINKS = 100;

/** An entry, and the hash before it. */
export interface ReceiptEntry {
  readonly entry: StatementEntry;
  /** The code of the wallet's currency. */
  readonly currency: string;
  /** The wallet's shard in the directory. */
  readonly shard: number;
  readonly previousHash: string;
}

/** Leads from an entry to a kept root: the entries after it up to the head, then the path. */
export interface Inclusion {
  readonly proven: ProvenHead;
  readonly head: Head;
  /** The first hundred of them. */
  readonly links: readonly StatementEntry[];
}

/** Signs a receipt of an entry or a transfer, as the API shows it to the wallet's owner. */
export async function signReceipt(
  signer: Signer,
  fact:
    | { readonly kind: 'entry'; readonly entry: object; readonly currency: string }
    | { readonly kind: 'transfer'; readonly transfer: object },
  now: number,
): Promise<string> {
  const { keys, issuer } = signer;
  return signForOutsiders(await keys.get(now), { type: 'receipt', issuer, payload: { ...fact } }, now);
}

/**
 * A final transfer of the wallet.
 * @throws MibError wallet_not_found for every transfer that is not the user's, and
 *   transaction_not_final
 */
export async function finalTransfer(
  stores: { directory: Directory; journal: Journal },
  request: { userId: string; walletId: string; txId: string },
): Promise<Transfer> {
  const { transfer } = await findTransfer(stores, request).catch(asForeign);
  if (!isFinal(transfer.status)) throw new MibError('transaction_not_final');
  return transfer;
}

/**
 * An entry of the wallet's statement.
 * @param request `seq` as the path has it
 * @throws MibError wallet_not_found for every entry that is not the user's, and unavailable
 */
export async function ownEntry(
  { directory, shards }: { directory: Directory; shards: Pick<Shards, 'statement'> },
  { userId, walletId, seq }: { userId: string; walletId: string; seq: string },
  now: number,
): Promise<ReceiptEntry> {
  const wallet = await visibleWallet(directory, userId, walletId);
  if (!/^[1-9]\d{0,14}$/.test(seq)) throw new MibError('wallet_not_found');
  const number = Number(seq);
  const after = number - 2;
  const page = { ...(after > 0 && { after }), limit: 2, order: 'asc' } as const;
  const { entries } = await fromShard(shards.statement(walletId, page, now, wallet.shard));
  const entry = entries.find((one) => one.seq === number);
  const before = number === 1 ? FIRST : entries.find((one) => one.seq === number - 1);
  if (!entry || !before) throw new MibError('wallet_not_found');
  return { entry, currency: currencyOf(wallet), shard: wallet.shard, previousHash: before.hash };
}

/**
 * Leads from an entry to the newest kept root.
 * @throws MibError root_not_kept if no kept root has the entry yet; unavailable
 * @throws Error if the root has another statement than the shard: an entry was changed by hand
 */
export async function includedEntry(
  { roots, shards }: { roots: Pick<Roots, 'latest' | 'page'>; shards: Pick<Shards, 'statement'> },
  { entry: { walletId, seq, hash }, shard }: Pick<ReceiptEntry, 'entry' | 'shard'>,
  now: number,
): Promise<Inclusion> {
  const root = await roots.latest();
  const proven = root && (await proveHead(roots, root, walletId));
  if (!proven || proven.seq < seq) throw new MibError('root_not_kept');
  const missing = proven.seq - seq;
  const after = async (from: number, limit: number) =>
    (await fromShard(shards.statement(walletId, { after: from, limit, order: 'asc' }, now, shard))).entries;
  const links = missing === 0 ? [] : await after(seq, Math.min(missing, MAX_LINKS));
  const last = missing > MAX_LINKS ? (await after(proven.seq - 1, 1)).at(0) : links.at(-1);
  const head = { walletId, seq: proven.seq, hash: last?.hash ?? hash };
  if (Buffer.compare(leafHash(head), proven.leaf) !== 0)
    throw new Error(`wallet ${walletId} has another entry ${proven.seq} than under the root of ${root?.keptAt}`);
  return { proven, head, links };
}

/** A transaction that is not there has the response of another user's wallet. */
function asForeign(error: unknown): never {
  if (error instanceof MibError && error.code === 'transaction_not_found') throw new MibError('wallet_not_found');
  throw error;
}
