import { type AuditedWallet, asStated, type Finding } from '../domain/audit.ts';
import { leafHash } from '../domain/merkle.ts';
import type { PostedTransfers } from '../domain/posted-transfers.ts';
import type { StatementEntry } from '../domain/statement.ts';
import type { Progress, VerifiedHeads } from '../domain/verified-heads.ts';
import type { ShardReads } from './patient-reads.ts';
import { walkStatement } from './walk-statement.ts';

/**
 * How a turn with a wallet ended. `more`: there was no time; `unwritten`: its newest entry is not there
 * yet; `away`: it is moving, and no shard gives its statement.
 */
export type Turn = 'whole' | 'broken' | 'more' | 'unwritten' | 'unopened' | 'away';

/** A hold that a wallet had when it was read. */
export interface SeenHold {
  readonly wallet: AuditedWallet;
  readonly transactionId: string;
  readonly reserved: bigint;
}

/** What one audit knows so far. */
export interface AuditRun {
  readonly shards: ShardReads;
  /** The wallets of one request, at most 100. */
  readonly walletsAtOnce: number;
  readonly clock: () => number;
  readonly pause: () => Promise<unknown>;
  /** Whether there is time for another page. */
  readonly hasTime: () => boolean;
  readonly heads: VerifiedHeads;
  readonly posted: PostedTransfers;
  readonly findings: Finding[];
  readonly holds: SeenHold[];
  /** The opening entries: their sum, and when the last one was posted. */
  readonly openings: { sum: bigint; until: number };
  /** Wallets of the version before, whose statements are not open. */
  readonly unopened: Set<string>;
  /** Wallets that have their first turn now: a wallet that moves meanwhile is on another page, too. */
  readonly turns: Set<string>;
  entries: number;
  /** Called after the entries of a page of wallets. */
  readonly afterPage: () => Promise<void>;
}

/** Whether the audit has met a wallet. */
export function isMet({ heads, unopened }: AuditRun, walletId: string): boolean {
  const progress: Progress | undefined = heads.find(walletId)?.progress;
  return unopened.has(walletId) || (progress !== undefined && progress !== 'known');
}

/**
 * Checks one wallet, and verifies its statement as far as it may.
 * @param turn `again`: all but the statement was checked before
 */
export async function auditWallet(
  run: AuditRun,
  read: AuditedWallet,
  goesOn: (pages: number) => boolean,
  turn: 'first' | 'again' = 'first',
): Promise<Turn> {
  const { heads, findings, openings, posted } = run;
  const wallet = asStated(read);
  const { walletId, head } = wallet;
  if (turn === 'first') checkItem(run, read);
  const before = heads.find(walletId);
  const since = before?.seq ?? 0;
  const broken = (entry: number, what: string): Turn => {
    findings.push({ kind: 'statement_broken', walletId, detail: `entry ${entry}: ${what}` });
    heads.set(walletId, undefined, 'behind');
    return 'broken';
  };
  if (wallet.seq === undefined) {
    run.unopened.add(walletId);
    return since > 0 ? broken(since, 'was verified before, and the wallet has no statement') : 'unopened';
  }
  if (wallet.seq < since) return broken(since, `was verified before, and the wallet has gone back to ${wallet.seq}`);
  if ((head?.seq ?? 0) < since) return broken(since, 'is missing, and was verified before');
  let balance = head?.balance;
  if (head && head.seq === since && before) {
    const leaf = leafHash({ walletId, seq: head.seq, hash: head.hash });
    if (Buffer.compare(leaf, before.hash) !== 0)
      return broken(since, 'is another than the one that was verified before');
    heads.set(walletId, undefined, head.seq === wallet.seq ? 'whole' : 'behind');
    if (head.seq < wallet.seq) return 'unwritten';
  } else {
    const take = (entry: StatementEntry) => {
      run.entries++;
      if (entry.txId !== undefined) return posted.add(entry.txId, entry, wallet);
      openings.sum += entry.amount;
      openings.until = Math.max(openings.until, entry.postedAt);
    };
    const { shards, clock, pause } = run;
    const walked = await walkStatement({ shards, clock, pause, goesOn, take }, wallet, before);
    if (walked.finding) findings.push(walked.finding);
    const isWhole = !walked.finding && (walked.head?.seq ?? since) === wallet.seq;
    heads.set(walletId, walked.head, isWhole ? 'whole' : 'behind');
    balance = walked.head?.seq === head?.seq ? walked.balance : undefined;
    if (walked.finding) return 'broken';
    if (walked.isAway) return 'away';
    if (!isWhole) return (walked.head?.seq ?? since) < (head?.seq ?? 0) ? 'more' : 'unwritten';
  }
  // Of a wallet without an entry, the booked balance is 0.
  const end = wallet.seq === 0 ? 0n : balance;
  if (head?.seq === wallet.seq || wallet.seq === 0) {
    if (end !== undefined && wallet.posted !== undefined && end !== wallet.posted)
      findings.push({
        kind: 'balance_differs',
        walletId,
        detail: `has posted ${wallet.posted}, its statement ends with ${end}`,
      });
  }
  return 'whole';
}

/** The rules that the wallet's item alone shows. */
function checkItem({ findings, holds }: AuditRun, wallet: AuditedWallet): void {
  const { walletId, balance, creditLimit, posted } = wallet;
  for (const { transactionId, reserved } of wallet.holds) holds.push({ wallet, transactionId, reserved });
  if (posted !== undefined && posted !== balance)
    findings.push({ kind: 'balance_differs', walletId, detail: `has ${balance}, and has posted ${posted}` });
  if (balance < -creditLimit)
    findings.push({ kind: 'below_credit_limit', walletId, detail: `has ${balance}, may have ${-creditLimit}` });
}
