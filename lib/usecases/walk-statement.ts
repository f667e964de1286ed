import type { AuditedWallet, Finding } from '../domain/audit.ts';
import { type Head, leafHash } from '../domain/merkle.ts';
import { type EntryBefore, entryHash, FIRST, firstChainFault, type StatementEntry } from '../domain/statement.ts';
import type { Shards } from '../remote/shards.ts';
import { unlessMoving } from './unless-moving.ts';

/** The entries of one request: the most that a page of a shard has. */
const PAGE = 1_000;
/** Entries are read eventually consistently. What is missing is read again before it is a finding. */
const TRIES = 5;

export interface WalkedStatement {
  /** The last entry that is verified now. */
  readonly head: Head | undefined;
  /** The balance after it; undefined if it was not read. */
  readonly balance: bigint | undefined;
  readonly finding?: Finding;
  /** The wallet is moving: what was not read yet is not there to be read. */
  readonly isAway?: true;
}

/** What a walk works with. */
export interface Walk {
  readonly shards: Pick<Shards, 'statement' | 'balance'>;
  readonly clock: () => number;
  /** Waits before missing entries are read again. */
  readonly pause: () => Promise<unknown>;
  /** Whether the next page is to be read. Otherwise the next audit goes on. */
  readonly goesOn: (pages: number) => boolean;
  /** Takes each verified entry once, in order. */
  readonly take: (entry: StatementEntry) => void;
}

/**
 * Verifies the entries of a statement after the verified head, up to the newest one that its wallet
 * had when it was read. It recomputes the chain from the entry of that head, which it compares with
 * the leaf of the tree before.
 * @param before the verified head: its number, and the hash of its leaf
 */
export async function walkStatement(
  walk: Walk,
  wallet: AuditedWallet,
  before: { readonly seq: number; readonly hash: Uint8Array } | undefined,
): Promise<WalkedStatement> {
  const { walletId, seq: posted = 0 } = wallet;
  const { shards, clock } = walk;
  const target = wallet.head?.seq ?? 0;
  const broken = (entry: number, what: string): Finding => ({
    kind: 'statement_broken',
    walletId,
    detail: `entry ${entry}: ${what}`,
  });
  let last: EntryBefore = FIRST;
  const result = (finding?: Finding): WalkedStatement => ({
    head: last.seq > 0 ? { walletId, seq: last.seq, hash: last.hash } : undefined,
    balance: last.seq > 0 ? last.balance : undefined,
    ...(finding && { finding }),
  });
  /** Nothing new is verified: the head of before stays. */
  const stuck = (finding: Finding): WalkedStatement => ({ head: undefined, balance: undefined, finding });

  let isBase = before !== undefined && before.seq > 0;
  for (let pages = 0, tries = 1; last.seq < target; pages++) {
    if (!walk.goesOn(pages)) return result();
    const after = isBase ? Math.max(0, (before?.seq ?? 0) - 2) : last.seq;
    const page = await unlessMoving(shards.statement(walletId, { ...(after > 0 && { after }), limit: PAGE }, clock()));
    // What is taken is taken: the head that it gives is kept, so that no entry is taken twice.
    if (!page) return { ...result(), isAway: true };
    let entries = page.entries;
    if (before && isBase) {
      const base = baseOf(entries, walletId, before);
      if (base === 'missing' && tries++ < TRIES) {
        await walk.pause();
        continue;
      }
      if (base === 'missing') return stuck(broken(before.seq, 'is missing, and was verified before'));
      if (base === 'changed') return stuck(broken(before.seq, 'is another than the one that was verified before'));
      isBase = false;
      last = base;
      entries = entries.filter(({ seq }) => seq > base.seq);
    }
    const fault = firstChainFault(walletId, entries, last);
    const good = fault ? entries.slice(0, entries.indexOf(fault.entry)) : entries;
    // Found before the page is taken, so that the next audit finds it again.
    const inserted = await unlessMoving(insertedAfter(walk, wallet, entries, broken));
    if (inserted === undefined) return { ...result(), isAway: true };
    if (inserted !== 'none') return result(inserted);
    for (const entry of good) {
      if (entry.seq > target) break;
      walk.take(entry);
      last = entry;
    }
    if (last.seq === target) return result();
    const isShort = fault === undefined && page.next === undefined;
    if (fault && fault.fault !== 'missing')
      return result(broken(last.seq + 1, `its ${fault.fault === 'changed' ? 'hash' : fault.fault} differs`));
    if (fault || isShort) {
      if (tries++ < TRIES) {
        await walk.pause();
        continue;
      }
      const next = fault ? `the next one that is there is ${fault.entry.seq}` : `the wallet has ${posted} entries`;
      return result(broken(last.seq + 1, `is missing, ${next}`));
    }
  }
  return result();
}

/** The entry of the verified head, if it is the one that was verified. */
function baseOf(
  entries: readonly StatementEntry[],
  walletId: string,
  { seq, hash }: { readonly seq: number; readonly hash: Uint8Array },
): StatementEntry | 'missing' | 'changed' {
  const entry = entries.find((one) => one.seq === seq);
  const previous = seq === 1 ? FIRST : entries.find((one) => one.seq === seq - 1);
  if (!entry || !previous) return 'missing';
  const leaf = leafHash({ walletId, seq, hash: entry.hash });
  const isSame = Buffer.compare(leaf, hash) === 0 && entry.hash === entryHash(previous.hash, entry);
  return isSame ? entry : 'changed';
}

/** Entries after the newest one that the wallet has posted, by now. */
async function insertedAfter(
  { shards, clock }: Walk,
  { walletId, seq: posted = 0 }: AuditedWallet,
  entries: readonly StatementEntry[],
  broken: (entry: number, what: string) => Finding,
): Promise<Finding | 'none'> {
  const newest = entries.at(-1)?.seq ?? 0;
  if (newest <= posted) return 'none';
  const now = (await shards.balance(walletId, clock()))?.seq ?? 0;
  return now < newest ? broken(now + 1, `is inserted, the wallet has ${now} entries`) : 'none';
}
