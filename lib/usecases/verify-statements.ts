import { setTimeout as delay } from 'node:timers/promises';
import { rootFrom } from '../domain/merkle.ts';
import type { ShardWallet } from '../domain/shard-wallet.ts';
import { type RootedHead, type StatementFinding, StatementWalk } from '../domain/statement-check.ts';
import { currentPlace } from '../remote/current-wallet.ts';
import type { EntryItems } from '../store/entry-items.ts';
import type { KeptRoot, Roots } from '../store/roots.ts';
import type { ShardWallets } from '../store/shard-wallets.ts';
import { proveHead } from './prove-head.ts';

/** The tables of one shard. */
export interface ShardTables {
  readonly wallets: Pick<ShardWallets, 'page' | 'listed'>;
  readonly entries: Pick<EntryItems, 'of'>;
}

/** What `operator verify` reads. */
export interface VerifiedStores {
  readonly shards: readonly ShardTables[];
  /** Kept roots whose signatures are verified, the oldest first. */
  readonly kept: readonly KeptRoot[];
  readonly roots: Pick<Roots, 'page'>;
}

/** The result of a verification. */
export interface StatementReport {
  readonly verified: boolean;
  readonly wallets: number;
  readonly entries: number;
  /** Wallets of the version before, whose statements are not open. */
  readonly withoutStatement: number;
  /** The roots with which statements were compared, the oldest first. */
  readonly roots: readonly string[];
  readonly findings: readonly StatementFinding[];
}

const SIDE_BY_SIDE = 100;
/** An entry is written after its commit, from the stream. Until then the statement is short. */
const LAG = { tries: 30, everyMs: 1_000 };

/**
 * Recomputes the chains of statements from the tables, and compares each with its wallet and with
 * the kept roots. The system goes on meanwhile, and wallets may move from shard to shard.
 * @param only the wallet to verify, and the shard to look at first; undefined for all
 * @param pause between two tries to read a statement that is short; a test does not wait
 */
export async function verifyStatements(
  stores: VerifiedStores,
  only?: { readonly walletId: string; readonly shard: number },
  pause: () => Promise<unknown> = () => delay(LAG.everyMs),
): Promise<StatementReport> {
  const kept = comparedRoots(stores.kept, only !== undefined);
  const count = { wallets: 0, entries: 0, withoutStatement: 0 };
  const findings: StatementFinding[] = [];
  const below = new Map<KeptRoot, number>(kept.map((root) => [root, 0]));
  const pages = cachedPages(stores.roots);

  const current = (walletId: string, first: number) => {
    const look = (shard: number) => tablesAt(stores, shard).wallets.listed(walletId);
    return currentPlace({ look, named: async () => undefined }, walletId, first);
  };
  const verify = async (shard: number, walletId: string, wallet: ShardWallet | undefined) => {
    const rooted: RootedHead[] = [];
    for (const root of kept) {
      const head = await proveHead(pages, root, walletId);
      if (!head) continue;
      below.set(root, (below.get(root) ?? 0) + 1);
      rooted.push({ keptAt: new Date(root.keptAt).toISOString(), seq: head.seq, leaf: head.leaf });
      const leadsTo = rootFrom(head.leaf, head);
      if (!leadsTo || Buffer.from(leadsTo).toString('base64url') !== root.root)
        findings.push({
          kind: 'root',
          walletId,
          detail: `the tree of ${rooted.at(-1)?.keptAt} is not that of its root`,
        });
    }
    const again = async () => (await current(walletId, shard))?.wallet;
    const tables = tablesAt(stores, shard);
    const { finding, entries } = await walked({ entries: tables.entries, again }, walletId, wallet, rooted, pause);
    if (wallet) count.wallets++;
    if (wallet && !wallet.statement) count.withoutStatement++;
    count.entries += entries;
    if (finding) findings.push(finding);
  };

  if (only) {
    const found = await current(only.walletId, only.shard);
    await verify(found?.shard ?? only.shard, only.walletId, found?.wallet);
  } else {
    // A wallet that moves may be on the pages of two shards, or of none.
    const verified = new Set<string>();
    const places = new Map<string, number>();
    for (const [shard, tables] of stores.shards.entries()) {
      let after: string | undefined;
      do {
        const page = await tables.wallets.page({ after, limit: SIDE_BY_SIDE });
        const live = page.wallets.filter(({ walletId, moving }) => !moving && !verified.has(walletId));
        for (const { walletId } of live) verified.add(walletId);
        const elsewhere = [...page.wallets.filter(({ moving }) => moving), ...page.moved];
        for (const { walletId } of elsewhere) if (!verified.has(walletId)) places.set(walletId, shard);
        await Promise.all(live.map((wallet) => verify(shard, wallet.walletId, wallet)));
        after = page.next;
      } while (after !== undefined);
    }
    for (const [walletId, first] of places) {
      if (verified.has(walletId)) continue;
      const found = await current(walletId, first);
      if (found) await verify(found.shard, walletId, found.wallet);
    }
    for (const [root, found] of below) {
      if (found >= root.size) continue;
      const keptAt = new Date(root.keptAt).toISOString();
      const detail = `${root.size - found} of the ${root.size} wallets below the root of ${keptAt} are in no table`;
      findings.push({ kind: 'root', detail });
    }
  }
  const roots = kept.map(({ keptAt }) => new Date(keptAt).toISOString());
  return { verified: findings.length === 0, ...count, roots, findings };
}

/** One wallet is compared with every root, and all wallets with the oldest and the newest one. */
function comparedRoots(kept: readonly KeptRoot[], one: boolean): readonly KeptRoot[] {
  const [oldest] = kept;
  const newest = kept.at(-1);
  if (one || !oldest || !newest) return kept;
  return oldest === newest ? [oldest] : [oldest, newest];
}

/** Walks along a statement, and again for a time while its newest entries may be in flight. */
async function walked(
  { entries, again }: Pick<ShardTables, 'entries'> & { readonly again: () => Promise<ShardWallet | undefined> },
  walletId: string,
  wallet: ShardWallet | undefined,
  rooted: readonly RootedHead[],
  pause: () => Promise<unknown>,
): Promise<{ finding: StatementFinding | undefined; entries: number }> {
  for (let tries = 1; ; tries++) {
    const walk = new StatementWalk(walletId, wallet, rooted);
    let finding: StatementFinding | undefined;
    for await (const { seq, entry, vector } of entries.of(walletId)) {
      finding = walk.next(seq, entry, vector);
      if (finding) break;
    }
    const end = finding ?? walk.end();
    if (end === 'short' && tries < LAG.tries) {
      await pause();
      continue;
    }
    if (end === 'short') finding = walk.missing();
    else if (end === 'ahead') finding = walk.inserted(await again());
    else finding = end;
    return { finding, entries: walk.last.seq };
  }
}

/** @throws Error if there is no such shard */
function tablesAt({ shards }: Pick<VerifiedStores, 'shards'>, shard: number): ShardTables {
  const tables = shards[shard];
  if (!tables) throw new Error(`the tables of shard ${shard} are not known here`);
  return tables;
}

/** The upper levels of the trees are read once: they are a hundredth of the leaves. */
function cachedPages(roots: Pick<Roots, 'page'>): Pick<Roots, 'page'> {
  const known = new Map<string, ReturnType<Roots['page']>>();
  return {
    page: (keptAt, level, number) => {
      if (level === 0) return roots.page(keptAt, level, number);
      const key = `${keptAt}/${level}/${number}`;
      const page = known.get(key) ?? roots.page(keptAt, level, number);
      known.set(key, page);
      return page;
    },
  };
}
