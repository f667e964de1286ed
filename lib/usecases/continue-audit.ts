import { setTimeout as delay } from 'node:timers/promises';
import { type Finding, type LeftHold, OVERDUE_MS } from '../domain/audit.ts';
import { PAGE } from '../domain/head-pages.ts';
import { PostedTransfers } from '../domain/posted-transfers.ts';
import { isFinal } from '../domain/transfer.ts';
import { VerifiedHeads } from '../domain/verified-heads.ts';
import type { AuditState, AuditStates } from '../store/audit-states.ts';
import type { Journal } from '../store/journal/journal.ts';
import type { Striped } from '../store/journal/partitions.ts';
import type { UnfinishedEntry } from '../store/journal/unfinished-entries.ts';
import type { KeptRoot, Roots } from '../store/roots.ts';
import { type SettleLegs, settleHolds } from './audit.ts';
import { auditHolds } from './audit-holds.ts';
import { auditMissed } from './audit-moved.ts';
import { auditComplete, auditOpen, walletsLacking } from './audit-transfers.ts';
import type { AuditRun } from './audit-wallet.ts';
import { auditWallets, visitWallet } from './audit-wallets.ts';
import { type Signer, signedTree } from './keep-root.ts';
import { patientReads, type ShardReads } from './patient-reads.ts';
import { sideBySide } from './side-by-side.ts';

/** The transfers that are compared with the journal at a time. */
const BATCH = 1_000;
/** Of so many transfers that are overdue the audit reads the decision. */
const OVERDUE_READ = 100;

/** The most wallets that are visited for transfers of which only some postings are verified. */
const VISITS = 1_000;
/** The pages of the tree before that are read at a time. */
const PAGES_AT_ONCE = 16;
/** Nothing is verified yet. */
const ANEW = { root: undefined, cursors: [], openingSum: 0n, openedUntil: 0 };

/** What an audit works with that goes on from the one before. */
export interface ContinuedStores {
  readonly shards: ShardReads & SettleLegs;
  readonly journal: Pick<Journal, 'byWallets' | 'findAll' | 'unfinishedEntries'>;
  /** Says where the rows of a wallet in stripes are. */
  readonly directory: Striped;
  readonly states: AuditStates;
  readonly roots: Pick<Roots, 'addPage' | 'keep' | 'page' | 'newest'>;
  readonly signer: Signer;
}

export interface AuditOptions {
  /** Ms since 1970. */
  readonly clock: () => number;
  /** The time to read and verify statements. What is not verified then is first in the next audit. */
  readonly budgetMs: number;
  /** Waits before an entry that is missing, or a page that a shard did not give, is read again. */
  readonly pause?: AuditRun['pause'];
  readonly walletsAtOnce?: number;
}

/** The result of an audit that goes on from the one before. */
export interface ContinuedAudit {
  readonly balanced: boolean;
  readonly wallets: number;
  /** What was verified by this audit. */
  readonly entries: number;
  readonly transfers: number;
  /** Transfers in flight. */
  readonly open: number;
  readonly oldestOpenMs: number;
  /** The heads that are not verified up to the wallet's last posting. */
  readonly behind: number;
  /** Whether there was time for every wallet. */
  readonly complete: boolean;
  readonly findings: readonly Finding[];
  readonly settledAgain: readonly Pick<LeftHold, 'walletId' | 'txId'>[];
  /** Undefined if there is no head, or another audit has gone on from the same state. */
  readonly root?: KeptRoot;
}

/**
 * Audits what was posted since the audit before, keeps the Merkle root of the verified heads, and
 * settles the holds that remain after final transfers. It may be repeated, and run twice at once:
 * only one of two goes on from a state.
 * @throws ShardUnavailable if a shard does not respond for seconds: books that cannot be read are not said to balance
 */
export async function continueAudit(
  stores: ContinuedStores,
  { clock, budgetMs, pause = () => delay(1_000), walletsAtOnce = 100 }: AuditOptions,
): Promise<ContinuedAudit> {
  const { journal, directory, states, roots } = stores;
  const shards = patientReads(stores.shards, pause);
  const startedAt = clock();
  const { last, heads } = await lastBooks(stores);
  const posted = new PostedTransfers(last?.open);
  const findings: Finding[] = [];
  let transfers = 0;
  const run: AuditRun = {
    shards,
    walletsAtOnce,
    clock,
    pause,
    hasTime: () => clock() - startedAt < budgetMs,
    heads,
    posted,
    findings,
    holds: [],
    openings: { sum: last?.state.openingSum ?? 0n, until: last?.state.openedUntil ?? 0 },
    unopened: new Set(),
    turns: new Set(),
    entries: 0,
    afterPage: async () => {
      if (posted.complete >= BATCH) transfers += await auditComplete(stores, posted, findings);
    },
  };
  const ends = await Promise.all(
    Array.from({ length: shards.count }, (_, shard) => auditWallets(run, shard, last?.state.cursors[shard])),
  );
  const isRead = ends.every((end) => end.complete);
  const complete =
    isRead &&
    (await auditMissed(
      run,
      ends.flatMap(({ moved }) => moved),
    ));
  const { openings, unopened } = run;
  for (const walletId of await walletsLacking(stores, { posted, heads, unopened, startedAt }, VISITS))
    await visitWallet(run, walletId);
  const entries = await journal.unfinishedEntries();
  const unfinished = new Map(entries.map(({ txId, payerId }) => [txId, payerId]));
  const inFlight = entries.filter(({ since }) => since <= clock());
  transfers += await auditComplete(stores, posted, findings);
  const differing = new Set(findings.flatMap(({ txId }) => txId ?? []));
  const books = { posted, heads, unfinished, openings, unopened, complete, startedAt };
  findings.push(...(await auditOpen({ journal, directory, shards, clock }, books, differing)));
  const { findings: left, leftHolds } = await auditHolds({ journal, directory, shards, clock }, run.holds, books);
  findings.push(...left, ...(await overdue(journal, inFlight, clock())));
  const missing = heads.count('known');
  if (complete && missing > 0)
    findings.push({ kind: 'wallets_missing', detail: `${missing} wallets of the audit before are in no shard` });
  const behind = heads.count('behind') + missing;

  const keptAt = await states.claim(clock());
  const tree = await signedTree(stores, heads.sorted(), keptAt);
  const root = tree && { ...tree, behind, findings: findings.length };
  const state: AuditState = {
    keptAt,
    root,
    cursors: ends.map(({ cursor }) => cursor),
    openingSum: openings.sum,
    openedUntil: openings.until,
    findings,
  };
  const isKept = await states.keep(state, posted.all(), last?.state.keptAt);
  if (isKept && root) await roots.keep(root);
  const settledAgain = await settleHolds(stores.shards, leftHolds, clock);
  return {
    balanced: findings.every(({ kind }) => kind === 'transfer_overdue'),
    wallets: heads.wallets + unopened.size,
    entries: run.entries,
    transfers,
    open: inFlight.length,
    oldestOpenMs: inFlight.reduce((age, { since }) => Math.max(age, clock() - since), 0),
    behind,
    complete,
    findings,
    settledAgain,
    ...(isKept && root && { root }),
  };
}

/** The state of the audit before, and its verified heads. */
interface Books {
  readonly last: Awaited<ReturnType<AuditStates['last']>>;
  readonly heads: VerifiedHeads;
}

/**
 * Loads the state and its heads. Without all of its pages the audit begins anew: it verifies every
 * statement from its first entry on.
 */
async function lastBooks({
  states,
  roots,
  shards,
}: Pick<ContinuedStores, 'states' | 'roots' | 'shards'>): Promise<Books> {
  const last = await states.last();
  const heads = new VerifiedHeads();
  if (!last) return { last, heads };
  const { root, cursors } = last.state;
  const anew = { last: { state: { ...last.state, ...ANEW }, open: [] }, heads: new VerifiedHeads() };
  // Wallets move when the number of shards changes, and what is verified of them stays so.
  const known = cursors.length === shards.count ? last : { ...last, state: { ...last.state, cursors: [] } };
  if (!root) return { last: known, heads };
  const numbers = Array.from({ length: Math.ceil(root.size / PAGE) }, (_, number) => number);
  let isWhole = true;
  await sideBySide(PAGES_AT_ONCE, numbers, async (number) => {
    const page = await roots.page(root.keptAt, 0, number);
    if (!page) isWhole = false;
    for (const node of page?.nodes ?? []) if ('seq' in node) heads.load(node);
  });
  if (!isWhole) return anew;
  // An audit may have been killed between its state and its root.
  const [newest] = await roots.newest(1);
  if (!newest || newest.keptAt < root.keptAt) await roots.keep(root);
  return { last: known, heads };
}

async function overdue(
  journal: Pick<Journal, 'byWallets'>,
  inFlight: readonly UnfinishedEntry[],
  now: number,
): Promise<Finding[]> {
  const old = inFlight.filter(({ since }) => now - since >= OVERDUE_MS);
  const read = old.slice(0, OVERDUE_READ).map(({ txId, payerId }): [string, string] => [txId, payerId]);
  const found = await journal.byWallets(new Map(read));
  return old.flatMap(({ txId, since }) => {
    const transfer = found.get(txId);
    if (transfer && isFinal(transfer.status)) return [];
    const decided = transfer?.decision ? `decided ${transfer.decision}` : 'not decided';
    const detail = `open for ${Math.round((now - since) / 1000)} s${transfer ? `, ${decided}` : ''}`;
    return [{ kind: 'transfer_overdue' as const, txId, detail }];
  });
}
