import { CLOCKS_DIFFER_MS, type Finding } from '../domain/audit.ts';
import { comparePosted, type PostedTransfer, type PostedTransfers, sumOf } from '../domain/posted-transfers.ts';
import type { Transfer } from '../domain/transfer.ts';
import type { VerifiedHeads } from '../domain/verified-heads.ts';
import type { Shards } from '../remote/shards.ts';
import type { Journal } from '../store/journal/journal.ts';
import type { Striped } from '../store/journal/partitions.ts';
import { unlessMoving } from './unless-moving.ts';

/** Where a transfer is looked up by any of its wallets. */
export interface LookedUp {
  readonly journal: Pick<Journal, 'byWallets' | 'findAll'>;
  /** Says where the rows of a wallet in stripes are. */
  readonly directory: Striped;
}

/**
 * Compares the complete transfers with the journal. One that differs stays open, so that the next
 * audit finds it again.
 * @returns how many agree
 */
export async function auditComplete(stores: LookedUp, posted: PostedTransfers, findings: Finding[]): Promise<number> {
  const complete = posted.takeComplete();
  const found = await readPosted(stores, complete);
  let agree = 0;
  for (const transfer of complete) {
    const { txId, legs } = transfer;
    const stored = found.get(txId);
    const { fault, isOtherMoney } = stored
      ? comparePosted(transfer, stored, CLOCKS_DIFFER_MS)
      : { fault: 'is not in the journal', isOtherMoney: undefined };
    if (fault === undefined) {
      agree++;
      continue;
    }
    posted.putBack(transfer);
    findings.push({ kind: kindOf(isOtherMoney), walletId: legs[0]?.walletId, txId, detail: fault });
  }
  return agree;
}

/**
 * The wallets that have to be visited to know whether old transfers are posted: an audit that had no
 * time for all wallets may never meet both sides of a transfer.
 * @returns at most `limit`
 */
export async function walletsLacking(
  stores: LookedUp,
  { posted, heads, unopened, startedAt }: Pick<OpenBooks, 'posted' | 'heads' | 'unopened' | 'startedAt'>,
  limit: number,
): Promise<string[]> {
  const open = posted.all().slice(0, limit);
  const found = await readPosted(stores, open);
  const lacking = open.flatMap((transfer) => {
    const stored = found.get(transfer.txId);
    if (!stored || !isFinalBefore(stored, startedAt)) return [];
    return comparePosted(transfer, stored, CLOCKS_DIFFER_MS).missing;
  });
  const isBehind = (walletId: string) => heads.find(walletId)?.progress !== 'whole' && !unopened.has(walletId);
  return [...new Set(lacking)].filter(isBehind).slice(0, limit);
}

export interface OpenBooks {
  readonly posted: PostedTransfers;
  readonly heads: VerifiedHeads;
  /** The payers of the transfers in flight, read after all statements. */
  readonly unfinished: ReadonlyMap<string, string>;
  readonly openings: { sum: bigint; until: number };
  /** Wallets without a statement. */
  readonly unopened: ReadonlySet<string>;
  /** Whether the wallets of all shards were read. */
  readonly complete: boolean;
  /** Ms since 1970. */
  readonly startedAt: number;
}

/**
 * Looks at the transfers of which only some postings are verified. They are in flight, or the wallet
 * of the others is behind, or that wallet was opened after the transfer. Anything else is a finding.
 */
export async function auditOpen(
  { shards, clock, ...stores }: LookedUp & { shards: Pick<Shards, 'statement'>; clock: () => number },
  books: OpenBooks,
  known: ReadonlySet<string>,
): Promise<Finding[]> {
  const { posted, heads, unfinished, openings, unopened, startedAt } = books;
  const findings: Finding[] = [];
  const open = posted.all().filter(({ txId }) => !known.has(txId));
  const found = await readPosted(stores, open);
  for (const transfer of open) {
    const { txId, legs } = transfer;
    const [first] = legs;
    const stored = found.get(txId);
    if (!stored) {
      const isNew = legs.some(({ postedAt }) => postedAt >= startedAt - CLOCKS_DIFFER_MS);
      if (unfinished.has(txId) || isNew) continue;
      const detail = `${sumOf(legs)} is posted, and the journal has no such transfer`;
      findings.push({ kind: 'posting_without_transfer', walletId: first?.walletId, txId, detail });
      continue;
    }
    const { fault, isOtherMoney, missing } = comparePosted(transfer, stored, CLOCKS_DIFFER_MS);
    if (fault !== undefined) {
      findings.push({ kind: kindOf(isOtherMoney), walletId: first?.walletId, txId, detail: fault });
      continue;
    }
    if (!isFinalBefore(stored, startedAt)) continue;
    const lacking: string[] = [];
    let carried = 0;
    for (const walletId of missing) {
      const head = heads.find(walletId);
      if (unopened.has(walletId) || (head ? head.progress !== 'whole' : !books.complete)) continue;
      const opens = await unlessMoving(opensAfter(shards, walletId, stored, clock()));
      if (opens) carried++;
      else if (opens === false) lacking.push(walletId);
    }
    for (const walletId of lacking) {
      const detail = `the transfer is ${stored.status}, and is not posted to the wallet`;
      findings.push({ kind: 'transfer_half_posted', walletId, txId, detail });
    }
    if (carried < missing.length || missing.length === 0) continue;
    openings.sum += sumOf(legs);
    posted.delete(txId);
  }
  return [...findings, ...openingFindings(books)];
}

/** Opening entries are the money of a whole stage, which is nothing: what one wallet has, others lack. */
function openingFindings({ openings, posted, unopened, heads, complete }: OpenBooks): Finding[] {
  if (openings.sum === 0n || unopened.size > 0 || !complete || heads.count('behind') > 0) return [];
  // Money that was in flight when wallets were opened is in the entry of one side only.
  const early = ({ legs }: PostedTransfer) =>
    legs.some(({ postedAt }) => postedAt <= openings.until + CLOCKS_DIFFER_MS);
  if (posted.all().some(early)) return [];
  return [{ kind: 'openings_differ', detail: `the opening entries of all wallets add up to ${openings.sum}` }];
}

function kindOf(isOtherMoney = false): Finding['kind'] {
  return isOtherMoney ? 'currency_differs' : 'posting_without_transfer';
}

function isFinalBefore({ finishedAt }: Transfer, startedAt: number): boolean {
  return finishedAt !== undefined && Date.parse(finishedAt) < startedAt - CLOCKS_DIFFER_MS;
}

/** Whether the wallet's statement begins with a balance in which the transfer is already. */
async function opensAfter(
  shards: Pick<Shards, 'statement'>,
  walletId: string,
  { decidedAt }: Transfer,
  now: number,
): Promise<boolean> {
  const { entries } = await shards.statement(walletId, { limit: 1 }, now);
  const [first] = entries;
  if (!first || first.txId !== undefined || decidedAt === undefined) return false;
  return first.postedAt >= Date.parse(decidedAt) - CLOCKS_DIFFER_MS;
}

/** The transfers as their payers have them, by any of their postings. */
async function readPosted(
  { journal, directory }: LookedUp,
  posted: readonly PostedTransfer[],
): Promise<ReadonlyMap<string, Transfer>> {
  const keys = new Map<string, string>();
  for (const { txId, legs } of posted) {
    const leg = legs.find(({ amount }) => amount < 0n) ?? legs[0];
    if (leg) keys.set(txId, leg.walletId);
  }
  const found = new Map(await journal.findAll(keys, directory));
  const rows = [...found].filter(([txId, { fromId }]) => fromId !== keys.get(txId));
  const payers = await journal.byWallets(new Map(rows.map(([txId, { fromId }]) => [txId, fromId])));
  // A payee's row without its transfer counts for nothing.
  for (const [txId] of rows) found.delete(txId);
  for (const [txId, transfer] of payers) found.set(txId, transfer);
  return found;
}
