import { MibError } from '../domain/errors.ts';
import { canonicalMetadata } from '../domain/metadata.ts';
import { isReservedWallet } from '../domain/treasury.ts';
import { shardOf } from '../domain/wallet-id.ts';
import type { WalletLabels } from '../domain/wallet-labels.ts';
import { asError, logger } from '../observability/logger.ts';
import type { CreateWalletWorkflow } from '../remote/workflows.ts';
import type { Directory, DirectoryEntry } from '../store/directory.ts';
import type { IdempotencyKeys } from '../store/idempotency.ts';
import type { WalletPlaces } from '../store/wallet-places.ts';
import { idempotently } from './idempotently.ts';
import { settlePlace, takePlace } from './wallet-place.ts';

/** A user's request to create a wallet. */
export interface WalletRequest extends WalletLabels {
  readonly userId: string;
  readonly walletId: string;
  readonly idempotencyKey: string | undefined;
}

/**
 * Claims a wallet's id for the user, and starts the workflow that creates the wallet on its shard.
 * A wallet that the user owns already is a success, counts once and keeps its labels.
 * @param options `place`: a new ULID; `limit`: how many wallets a user may have
 * @throws MibError wallet_taken, too_many_wallets, idempotency_key_reused
 */
export async function createWallet(
  stores: {
    directory: Directory;
    places: WalletPlaces;
    idempotencyKeys: IdempotencyKeys;
    workflow: Pick<CreateWalletWorkflow, 'start'>;
  },
  request: WalletRequest,
  { now, shardCount, place: newPlace, limit }: { now: number; shardCount: number; place: string; limit: number },
): Promise<DirectoryEntry> {
  const { userId, walletId, name, metadata } = request;
  const fields = { wallet_id: walletId, name, metadata: metadata && canonicalMetadata(metadata) };
  const repeatable = { userId, key: request.idempotencyKey, route: 'create_wallet', fields };
  await idempotently(stores.idempotencyKeys, repeatable, walletId, now);
  const known = await stores.directory.get(walletId);
  if (known) return ownedBy(userId, known);
  if (isReservedWallet(walletId)) throw new MibError('wallet_taken');
  const place = await takePlace(stores, { userId, walletId, place: newPlace }, { now, limit });
  if (place === undefined) {
    // A concurrent request for the same wallet may have taken the last place.
    const claimedSince = await stores.directory.get(walletId);
    if (claimedSince) return ownedBy(userId, claimedSince);
    throw new MibError('too_many_wallets');
  }
  const claim: DirectoryEntry = {
    walletId,
    owner: userId,
    shard: shardOf(walletId, shardCount),
    status: 'CREATING',
    createdAt: new Date(now).toISOString(),
    place,
    name,
    metadata,
  };
  const { claimed, entry } = await stores.directory.claim(claim, now);
  await Promise.all([
    settlePlace(stores, { userId, place }, entry),
    claimed ? start(stores.workflow, walletId) : undefined,
  ]);
  return ownedBy(userId, entry);
}

function ownedBy(userId: string, entry: DirectoryEntry): DirectoryEntry {
  if (entry.owner !== userId) throw new MibError('wallet_taken');
  return entry;
}

/** The wallet is claimed already: the sweeper starts the workflow if this fails. */
async function start(workflow: Pick<CreateWalletWorkflow, 'start'>, walletId: string): Promise<void> {
  try {
    await workflow.start({ walletId });
  } catch (error) {
    logger.warn('workflow not started, left to the sweeper', { wallet_id: walletId, error: asError(error) });
  }
}
