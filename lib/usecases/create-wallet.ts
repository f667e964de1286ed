import { WalletTaken } from '../domain/errors.ts';
import { shardOf } from '../domain/wallet-id.ts';
import { asError, logger } from '../observe/logger.ts';
import type { Directory, DirectoryEntry } from '../store/directory.ts';
import type { IdempotencyKeys } from '../store/idempotency.ts';
import type { CreateWalletWorkflow } from '../store/workflows.ts';
import { idempotently } from './idempotently.ts';

/**
 * Claims a wallet's id for the user and has it opened on its shard. A wallet that is the user's already is as good as a new one.
 * @throws WalletTaken, IdempotencyKeyReused
 */
export async function createWallet(
  stores: { directory: Directory; idempotencyKeys: IdempotencyKeys; workflow: CreateWalletWorkflow },
  request: { userId: string; walletId: string; idempotencyKey: string | undefined },
  { now, shardCount }: { now: number; shardCount: number },
): Promise<DirectoryEntry> {
  const { userId, walletId } = request;
  const repeatable = { userId, key: request.idempotencyKey, route: 'create_wallet', fields: { wallet_id: walletId } };
  await idempotently(stores.idempotencyKeys, repeatable, walletId, now);
  const claim: DirectoryEntry = {
    walletId,
    owner: userId,
    shard: shardOf(walletId, shardCount),
    status: 'CREATING',
    createdAt: new Date(now).toISOString(),
  };
  const { claimed, entry } = await stores.directory.claim(claim, now);
  if (entry.owner !== userId) throw new WalletTaken();
  if (claimed) await start(stores.workflow, walletId);
  return entry;
}

/** The claim stands whether this succeeds or not: the sweeper starts what was not started. */
async function start(workflow: CreateWalletWorkflow, walletId: string): Promise<void> {
  try {
    await workflow.start({ walletId });
  } catch (error) {
    logger.warn('workflow not started, left to the sweeper', { wallet_id: walletId, error: asError(error) });
  }
}
