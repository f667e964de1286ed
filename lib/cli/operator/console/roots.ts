import type { PublicKeySet } from '../../../auth/keys.ts';
import { keyIdOf } from '../../../auth/tokens.ts';
import { currencyOf } from '../../../domain/currency.ts';
import type { StatementEntry } from '../../../domain/statement.ts';
import { shardOf } from '../../../domain/wallet-id.ts';
import { type KeptRoot, PAGES_KEPT_MS } from '../../../store/roots.ts';
import { signatureOf } from '../../../usecases/kept-roots.ts';
import { proveHead } from '../../../usecases/prove-head.ts';
import { verifyHead } from '../../../usecases/verify-head.ts';
import type { KeptRoot as KeptRootView, OutputOf, ReadInputOf, WalletHead } from '../../../web/console/contract.ts';
import { iso } from '../iso-time.ts';
import { findingView } from './audits.ts';
import type { ConsoleContext } from './context.ts';
import { ConsoleProblem } from './problems.ts';

type Ledger = Pick<ConsoleContext, 'roots' | 'rootKeys' | 'auditStates' | 'stores' | 'stage' | 'now'>;

/** The newest kept roots, and what the newest audit found. */
export async function newestRoots(
  { roots, rootKeys, auditStates, stage, now }: Omit<Ledger, 'stores'>,
  { limit }: ReadInputOf<'roots'>,
): Promise<OutputOf<'roots'>> {
  const [kept, findings, keys] = await Promise.all([roots.newest(limit), auditStates.findings(), rootKeys()]);
  return {
    at: iso(now()),
    roots: await Promise.all(kept.map((root) => rootView(root, keys))),
    findings: findings.map(findingView),
    command: `${stage.command} verify`,
  };
}

/**
 * One kept root.
 * @throws ConsoleProblem not_found
 */
export async function rootDetail(ledger: Ledger, { kept_at }: ReadInputOf<'root'>): Promise<OutputOf<'root'>> {
  const { rootKeys, stage, now } = ledger;
  const [root, keys] = await Promise.all([rootAt(ledger, kept_at), rootKeys()]);
  return {
    at: iso(now()),
    ...(await rootView(root, keys)),
    tree_until: iso(root.keptAt + PAGES_KEPT_MS),
    command: `${stage.command} verify`,
  };
}

/**
 * Whether a wallet's head is below a root, with each hash of its path.
 * @throws ConsoleProblem not_found if there is no such root
 */
export async function headProof(
  ledger: Ledger,
  { kept_at, wallet_id }: ReadInputOf<'headProof'>,
): Promise<OutputOf<'headProof'>> {
  const { roots, stores, stage, now } = ledger;
  const root = await rootAt(ledger, kept_at);
  const [verified, claim] = await Promise.all([
    verifyHead({ roots, shards: stores.shards }, { root, walletId: wallet_id }, now()),
    stores.directory.get(wallet_id),
  ]);
  const { result, proven, entry, steps } = verified;
  return {
    at: iso(now()),
    wallet_id,
    shard: claim?.shard ?? shardOf(wallet_id, stage.shards),
    kept_at,
    root: root.root,
    result,
    ...(proven && { seq: proven.seq, leaf: base64url(proven.leaf), index: proven.index }),
    ...(claim && { currency: currencyOf(claim) }),
    ...(entry && { head: headView(entry) }),
    size: root.size,
    path: steps.map(({ side, other, above }) => ({ side, other: base64url(other), above: base64url(above) })),
    command: verifyWallet(stage, wallet_id),
  };
}

/** The head of a wallet's statement, and how much of it the newest root covers. */
export async function walletHead(
  { roots, stores, stage, now }: Pick<Ledger, 'roots' | 'stores' | 'stage' | 'now'>,
  { wallet_id }: ReadInputOf<'head'>,
): Promise<OutputOf<'head'>> {
  const claim = await stores.directory.get(wallet_id);
  const [{ entries }, root] = await Promise.all([
    stores.shards.statement(wallet_id, { limit: 1, order: 'desc' }, now(), claim?.shard),
    roots.latest(),
  ]);
  const [last] = entries;
  const proven = root && (await proveHead(roots, root, wallet_id));
  return {
    at: iso(now()),
    wallet_id,
    shard: claim?.shard ?? shardOf(wallet_id, stage.shards),
    ...(claim && { currency: currencyOf(claim) }),
    ...(last && { head: headView(last) }),
    ...(root && proven && { verified: { seq: proven.seq, kept_at: iso(root.keptAt), root: root.root } }),
    command: verifyWallet(stage, wallet_id),
  };
}

async function rootAt({ roots }: Pick<Ledger, 'roots'>, keptAt: string): Promise<KeptRoot> {
  const time = Date.parse(keptAt);
  const root = Number.isNaN(time) ? undefined : await roots.at(time);
  if (!root) throw new ConsoleProblem('not_found', `No root was kept at ${keptAt}.`);
  return root;
}

async function rootView(kept: KeptRoot, keys: PublicKeySet): Promise<KeptRootView> {
  const { keptAt, root, size, jws, behind = 0, findings = 0 } = kept;
  const key_id = keyIdOf(jws);
  const signature = await signatureOf(kept, keys);
  return { kept_at: iso(keptAt), root, size, ...(key_id !== undefined && { key_id }), signature, behind, findings };
}

function headView({ seq, hash, balance, postedAt }: StatementEntry): NonNullable<WalletHead['head']> {
  return { seq, hash, balance: balance.toString(), posted_at: iso(postedAt) };
}

function verifyWallet({ command }: Ledger['stage'], walletId: string): string {
  return `${command} verify --wallet ${walletId}`;
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
