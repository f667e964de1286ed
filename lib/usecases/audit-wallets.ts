import { type AuditedWallet, asStated } from '../domain/audit.ts';
import { covers } from '../domain/striped-statement.ts';
import { auditArrived, checkOnce, leaveMoving } from './audit-moved.ts';
import { type AuditRun, auditWallet, isMet } from './audit-wallet.ts';
import { sideBySide } from './side-by-side.ts';
import { unlessMoving } from './unless-moving.ts';

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

/** What was read of one shard. */
export interface ReadShard {
  /** Where the next audit begins. */
  readonly cursor: string | undefined;
  /** Whether every wallet was read. */
  readonly complete: boolean;
  /**
   * Wallets that have moved away, and were not met on another shard before: `SHARD WALLET`, the shard
   * to ask. One text for each is the smallest form: old shards have one for each wallet that ever left.
   */
  readonly moved: readonly string[];
}

/**
 * Reads the wallets of a shard from the cursor on, then those before it, and verifies the statement
 * of each from its verified head on. A wallet that was met on another shard before has moved meanwhile.
 * @throws ShardUnavailable
 */
export async function auditWallets(run: AuditRun, shard: number, cursor: string | undefined): Promise<ReadShard> {
  const long: AuditedWallet[] = [];
  const late: AuditedWallet[] = [];
  const away: string[] = [];
  const moved: string[] = [];
  const met = (walletId: string) => isMet(run, walletId);
  /** The first wallets after the cursor, wherever they are now: a round ends where it comes to them again. */
  let first: ReadonlySet<string> | undefined;
  let wrapped = cursor === undefined;
  for (let at = cursor; ; ) {
    if (!run.hasTime()) return { cursor: at, complete: false, moved };
    const page = await run.shards.walletPage(shard, at, run.clock(), run.walletsAtOnce);
    const { wallets, next } = page;
    const fresh = wallets.filter(({ walletId }) => !met(walletId) && !run.turns.has(walletId));
    for (const { walletId } of fresh) run.turns.add(walletId);
    const ids = [...wallets, ...page.moved].map(({ walletId }) => walletId);
    const isAgain = wrapped && ids.some((walletId) => first?.has(walletId));
    for (const { walletId, to } of page.moved) if (!met(walletId)) moved.push(`${to} ${walletId}`);
    const others = isAgain ? [] : wallets.filter((wallet) => !fresh.includes(wallet));
    if (ids.length > 0) first ??= new Set(ids);
    // A page that was begun is read to its end, so that every audit comes further.
    await sideBySide(STATEMENTS_AT_ONCE, fresh, async (listed) => {
      const goesOn = (pages: number) => pages === 0 || (pages < FIRST_PAGES && run.hasTime());
      const { walletId } = listed;
      // Of a wallet that is moving, the other shard may have a newer one.
      const wallet = listed.moving ? await unlessMoving(run.shards.current(walletId, run.clock, shard)) : listed;
      const end = wallet ? await auditWallet(run, wallet, goesOn) : leaveMoving(run, walletId);
      if (wallet && end === 'more') long.push(wallet);
      if (wallet && end === 'unwritten' && late.length < MOST_LATE) late.push(wallet);
      if (end === 'away') away.push(walletId);
      run.turns.delete(walletId);
    });
    await checkOnce(run, shard, others);
    await run.afterPage();
    const isRound = isAgain && cursor !== undefined;
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
  for (const walletId of away) await auditArrived(run, walletId);
  return { cursor: undefined, complete: true, moved };
}

/**
 * Waits a little for entries that follow their postings, and verifies them. One that does not come is
 * a finding if it is long overdue, and left to the next audit otherwise.
 */
async function auditLate(run: AuditRun, late: readonly AuditedWallet[]): Promise<void> {
  const { clock, findings } = run;
  let waiting = late;
  for (let tries = 1; waiting.length > 0 && run.hasTime(); tries++) {
    const still: AuditedWallet[] = [];
    for (const wallet of waiting) {
      const { walletId, seq: posted = 0 } = asStated(wallet);
      const found = await unlessMoving(headOf(run, wallet, posted));
      if (found?.head) await auditWallet(run, { ...wallet, head: found.head }, () => run.hasTime(), 'again');
      else if (tries < LATE_TRIES) still.push(wallet);
      else if (found && clock() - (wallet.postedAt ?? clock()) > LATE_MS)
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
 * The entry with which a statement has all that its wallet had posted when it was read.
 * @param posted the number of this entry. Of a wallet in stripes it may be a later one, after entries that
 *   were posted since
 * @returns without a head, if it is not there yet
 */
async function headOf(
  { shards, clock }: AuditRun,
  { walletId, vector }: AuditedWallet,
  posted: number,
): Promise<Pick<AuditedWallet, 'head'>> {
  if (vector) {
    const { head } = (await shards.current(walletId, clock)) ?? {};
    return head && covers(head.vector ?? {}, vector) ? { head } : {};
  }
  const { entries } = await shards.statement(walletId, { after: posted - 1, limit: 1 }, clock());
  return entries[0]?.seq === posted ? { head: entries[0] } : {};
}

/**
 * Visits one wallet out of turn: one whose postings are needed, and that is behind.
 * @throws ShardUnavailable
 */
export async function visitWallet(run: AuditRun, walletId: string): Promise<void> {
  // What its item alone shows was checked, or will be, in its turn.
  const wallet = await unlessMoving(run.shards.current(walletId, run.clock));
  if (wallet) await auditWallet(run, wallet, (pages) => pages < FIRST_PAGES, 'again');
}
