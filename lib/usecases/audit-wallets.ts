import type { AuditedWallet, Finding } from '../domain/audit.ts';
import { leafHash } from '../domain/merkle.ts';
import type { PostedTransfers } from '../domain/posted-transfers.ts';
import type { StatementEntry } from '../domain/statement.ts';
import type { Progress, VerifiedHeads } from '../domain/verified-heads.ts';
import type { Shards } from '../remote/shards.ts';
import { sideBySide } from './side-by-side.ts';
import { walkStatement } from './walk-statement.ts';

/** The statements that are walked side by side, of each shard. */
const STATEMENTS_AT_ONCE = 16;
/** The pages of one statement before the other wallets of its shard have their turn. */
const FIRST_PAGES = 4;

/** A posting becomes an entry within seconds. Tries to read it, each a second after the one before. */
const LATE_TRIES = 5;
/** An entry that is missing so long after its posting is a finding. */
const LATE_MS = 30_000;
/** More wallets whose newest entry is not written yet are left to the next audit. */
const MOST_LATE = 1_000;

/** How a turn with a wallet ended. `more`: there was no time; `unwritten`: its newest entry is not there yet. */
type Turn = 'whole' | 'broken' | 'more' | 'unwritten' | 'unopened';

/** A hold that a wallet had when it was read. */
export interface SeenHold {
  readonly wallet: AuditedWallet;
  readonly transactionId: string;
  readonly reserved: bigint;
}

/** What one audit knows so far. */
export interface AuditRun {
  readonly shards: Pick<Shards, 'count' | 'walletPage' | 'statement' | 'balance'>;
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
  entries: number;
  /** Called after the entries of a page of wallets. */
  readonly afterPage: () => Promise<void>;
}

/**
 * Reads the wallets of a shard from the cursor on, then those before it, and verifies the statement
 * of each from its verified head on.
 * @returns where the next audit begins, and whether every wallet was read
 * @throws ShardUnavailable
 */
export async function auditWallets(
  run: AuditRun,
  shard: number,
  cursor: string | undefined,
): Promise<{ cursor: string | undefined; complete: boolean }> {
  const long: AuditedWallet[] = [];
  const late: AuditedWallet[] = [];
  const met = (walletId: string) => run.unopened.has(walletId) || isMet(run.heads.find(walletId)?.progress);
  let wrapped = cursor === undefined;
  for (let at = cursor; ; ) {
    if (!run.hasTime()) return { cursor: at, complete: false };
    const { wallets, next } = await run.shards.walletPage(shard, at, run.clock(), run.walletsAtOnce);
    const fresh = wallets.filter(({ walletId }) => !met(walletId));
    // A page that was begun is read to its end, so that every audit comes further.
    await sideBySide(STATEMENTS_AT_ONCE, fresh, async (wallet) => {
      const goesOn = (pages: number) => pages === 0 || (pages < FIRST_PAGES && run.hasTime());
      const end = await auditWallet(run, wallet, goesOn);
      if (end === 'more') long.push(wallet);
      if (end === 'unwritten' && late.length < MOST_LATE) late.push(wallet);
    });
    await run.afterPage();
    const isRound = wrapped && fresh.length < wallets.length && cursor !== undefined;
    if (next === undefined ? wrapped : isRound) break;
    if (next === undefined) wrapped = true;
    at = next;
  }
  for (const wallet of long) {
    if (!run.hasTime()) break;
    if ((await auditWallet(run, wallet, () => run.hasTime(), 'again')) === 'unwritten') late.push(wallet);
    await run.afterPage();
  }
  await auditLate(run, late);
  return { cursor: undefined, complete: true };
}

/**
 * Waits a little for entries that follow their postings, and verifies them. One that does not come is
 * a finding if it is long overdue, and left to the next audit otherwise.
 */
async function auditLate(run: AuditRun, late: readonly AuditedWallet[]): Promise<void> {
  const { shards, clock, findings } = run;
  let waiting = late;
  for (let tries = 1; waiting.length > 0 && run.hasTime(); tries++) {
    const still: AuditedWallet[] = [];
    for (const wallet of waiting) {
      const { walletId, seq: posted = 0 } = wallet;
      const { entries } = await shards.statement(walletId, { after: posted - 1, limit: 1 }, clock());
      const [entry] = entries;
      if (entry?.seq === posted) await auditWallet(run, { ...wallet, head: entry }, () => run.hasTime(), 'again');
      else if (tries < LATE_TRIES) still.push(wallet);
      else if (clock() - (wallet.postedAt ?? clock()) > LATE_MS)
        findings.push({
          kind: 'statement_broken',
          walletId,
          detail: `entry ${posted}: is missing, the wallet has ${posted} entries`,
        });
    }
    waiting = still;
    if (waiting.length > 0) await run.pause();
  }
}

/**
 * Visits one wallet out of turn: one whose postings are needed, and that is behind.
 * @throws ShardUnavailable
 */
export async function visitWallet(run: AuditRun, walletId: string): Promise<void> {
  const { shards, clock } = run;
  const money = await shards.balance(walletId, clock());
  if (!money) return;
  const { entries } = await shards.statement(walletId, { limit: 1, order: 'desc' }, clock());
  // It has neither holds nor a limit here: they were checked, or will be, in its turn.
  const wallet = { ...money, walletId, creditLimit: 0n, holds: [], ...(entries[0] && { head: entries[0] }) };
  await auditWallet(run, wallet, (pages) => pages < FIRST_PAGES, 'again');
}

function isMet(progress: Progress | undefined): boolean {
  return progress !== undefined && progress !== 'known';
}

/**
 * Checks one wallet, and verifies its statement as far as it may.
 * @param turn `again`: all but the statement was checked before
 */
async function auditWallet(
  run: AuditRun,
  wallet: AuditedWallet,
  goesOn: (pages: number) => boolean,
  turn: 'first' | 'again' = 'first',
): Promise<Turn> {
  const { heads, findings, openings, posted } = run;
  const { walletId, head } = wallet;
  if (turn === 'first') checkItem(run, wallet);
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
    if (!isWhole) return (walked.head?.seq ?? since) < (head?.seq ?? 0) ? 'more' : 'unwritten';
  }
  // Of a wallet without an entry, the booked balance is 0.
  const end = wallet.seq === 0 ? 0n : balance;
  if (head?.seq === wallet.seq || wallet.seq === 0) {
    if (end !== undefined && end !== wallet.posted)
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
