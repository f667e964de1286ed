import { setTimeout as delay } from 'node:timers/promises';
import { rootFrom } from '../domain/merkle.ts';
import type { ShardWallet } from '../domain/shard-wallet.ts';
import { type RootedHead, type StatementFinding, StatementWalk } from '../domain/statement-check.ts';
import type { EntryItems } from '../store/entry-items.ts';
import type { KeptRoot, Roots } from '../store/roots.ts';
import type { ShardWallets } from '../store/shard-wallets.ts';
import { proveHead } from './prove-head.ts';

/** The tables of one shard. */
export interface ShardTables {
  readonly wallets: Pick<ShardWallets, 'page' | 'get'>;
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
 * the kept roots. The system goes on meanwhile.
 * @param only the wallet to verify; undefined for all
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

  const verify = async (tables: ShardTables, walletId: string, wallet: ShardWallet | undefined) => {
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
    const { finding, entries } = await walked(tables, walletId, wallet, rooted, pause);
    if (wallet) count.wallets++;
    if (wallet && !wallet.statement) count.withoutStatement++;
    count.entries += entries;
    if (finding) findings.push(finding);
  };

  if (only) {
    const tables = stores.shards[only.shard];
    if (tables) await verify(tables, only.walletId, await tables.wallets.get(only.walletId));
  } else {
    for (const tables of stores.shards) {
      let after: string | undefined;
      do {
        const page = await tables.wallets.page({ after, limit: SIDE_BY_SIDE });
        await Promise.all(page.wallets.map((wallet) => verify(tables, wallet.walletId, wallet)));
        after = page.next;
      } while (after !== undefined);
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
  { wallets, entries }: ShardTables,
  walletId: string,
  wallet: ShardWallet | undefined,
  rooted: readonly RootedHead[],
  pause: () => Promise<unknown>,
): Promise<{ finding: StatementFinding | undefined; entries: number }> {
  for (let tries = 1; ; tries++) {
    const walk = new StatementWalk(walletId, wallet, rooted);
    let finding: StatementFinding | undefined;
    for await (const { seq, entry } of entries.of(walletId)) {
      finding = walk.next(seq, entry);
      if (finding) break;
    }
    const end = finding ?? walk.end();
    if (end === 'short' && tries < LAG.tries) {
      await pause();
      continue;
    }
    if (end === 'short') finding = walk.missing();
    else if (end === 'ahead') finding = walk.inserted(await wallets.get(walletId));
    else finding = end;
    return { finding, entries: walk.last.seq };
  }
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
