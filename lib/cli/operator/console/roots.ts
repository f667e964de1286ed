import { keyIdOf } from '../../../auth/tokens.ts';
import type { StatementEntry } from '../../../domain/statement.ts';
import { shardOf } from '../../../domain/wallet-id.ts';
import { proveHead } from '../../../usecases/prove-head.ts';
import type { KeptRoot, OutputOf, ReadInputOf, WalletHead } from '../../../web/console/contract.ts';
import { findingView } from './audits.ts';
import type { ConsoleContext } from './context.ts';
import { iso } from './views.ts';

/** The newest kept roots, and what the newest audit found. */
export async function newestRoots(
  { roots, auditStates, stage, now }: Pick<ConsoleContext, 'roots' | 'auditStates' | 'stage' | 'now'>,
  { limit }: ReadInputOf<'roots'>,
): Promise<OutputOf<'roots'>> {
  const [kept, findings] = await Promise.all([roots.newest(limit), auditStates.findings()]);
  return {
    at: iso(now()),
    roots: kept.map(({ keptAt, root, size, jws, behind = 0, findings = 0 }): KeptRoot => {
      const key_id = keyIdOf(jws);
      return { kept_at: iso(keptAt), root, size, ...(key_id !== undefined && { key_id }), behind, findings };
    }),
    findings: findings.map(findingView),
    command: `${stage.command} verify`,
  };
}

/** The head of a wallet's statement, and how much of it the newest root covers. */
export async function walletHead(
  { roots, stores, stage, now }: Pick<ConsoleContext, 'roots' | 'stores' | 'stage' | 'now'>,
  { wallet_id }: ReadInputOf<'head'>,
): Promise<OutputOf<'head'>> {
  const [{ entries }, root] = await Promise.all([
    stores.shards.statement(wallet_id, { limit: 1, order: 'desc' }, now()),
    roots.latest(),
  ]);
  const [last] = entries;
  const proven = root && (await proveHead(roots, root, wallet_id));
  return {
    at: iso(now()),
    wallet_id,
    shard: shardOf(wallet_id, stage.shards),
    ...(last && { head: headView(last) }),
    ...(root && proven && { verified: { seq: proven.seq, kept_at: iso(root.keptAt), root: root.root } }),
    command: `${stage.command} verify --wallet ${wallet_id}`,
  };
}

function headView({ seq, hash, balance, postedAt }: StatementEntry): NonNullable<WalletHead['head']> {
  return { seq, hash, balance: balance.toString(), posted_at: iso(postedAt) };
}
