import { currencyOf, inCurrency } from '../domain/currency.ts';
import { invalidInput, MibError } from '../domain/errors.ts';
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
  /** Undefined: the default of the stage. */
  readonly currency?: string | undefined;
  readonly idempotencyKey: string | undefined;
}

/** The currencies of a stage by their codes. */
export interface StageCurrencies {
  readonly byDefault: string;
  readonly codes: ReadonlySet<string>;
}

/**
 * Claims a wallet's id for the user, and starts the workflow that creates the wallet on its shard.
 * A wallet that the user owns already is a success, counts once and keeps its labels.
 * @param options `shardCount`: how many shards new wallets go to, asked only for one; `place`: a new ULID;
 *   `limit`: how many wallets a user may have; `currencies`: those that a new wallet may have
 * @throws MibError invalid_input for a currency that the stage has not, wallet_taken,
 *   currency_differs, too_many_wallets, idempotency_key_reused
 */
export async function createWallet(
  stores: {
    directory: Directory;
    places: WalletPlaces;
    idempotencyKeys: IdempotencyKeys;
    workflow: Pick<CreateWalletWorkflow, 'start'>;
  },
  request: WalletRequest,
  {
    now,
    shardCount,
    place: newPlace,
    limit,
    currencies,
  }: { now: number; shardCount: () => Promise<number>; place: string; limit: number; currencies: StageCurrencies },
): Promise<DirectoryEntry> {
  const { userId, walletId, currency, name, metadata } = request;
  if (currency !== undefined && !currencies.codes.has(currency)) throw unknownCurrency(currencies);
  const fields = { wallet_id: walletId, currency, name, metadata: metadata && canonicalMetadata(metadata) };
  const repeatable = { userId, key: request.idempotencyKey, route: 'create_wallet', fields };
  await idempotently(stores.idempotencyKeys, repeatable, walletId, now);
  const known = await stores.directory.get(walletId);
  if (known) return askedFor(request, known);
  if (isReservedWallet(walletId)) throw new MibError('wallet_taken');
  const place = await takePlace(stores, { userId, walletId, place: newPlace }, { now, limit });
  if (place === undefined) {
    // A concurrent request for the same wallet may have taken the last place.
    const claimedSince = await stores.directory.get(walletId);
    if (claimedSince) return askedFor(request, claimedSince);
    throw new MibError('too_many_wallets');
  }
  const claim: DirectoryEntry = {
    walletId,
    owner: userId,
    shard: shardOf(walletId, await shardCount()),
    status: 'CREATING',
    createdAt: new Date(now).toISOString(),
    place,
    ...inCurrency(currency ?? currencies.byDefault),
    name,
    metadata,
  };
  const { claimed, entry } = await stores.directory.claim(claim, now);
  await Promise.all([
    settlePlace(stores, { userId, place }, entry),
    claimed ? start(stores.workflow, walletId) : undefined,
  ]);
  return askedFor(request, entry);
}

/** The wallet that stands, if it is the user's and of the currency that the request names. */
function askedFor({ userId, currency }: WalletRequest, entry: DirectoryEntry): DirectoryEntry {
  if (entry.owner !== userId) throw new MibError('wallet_taken');
  if (currency !== undefined && currencyOf(entry) !== currency) throw new MibError('currency_differs');
  return entry;
}

function unknownCurrency({ codes }: StageCurrencies): MibError {
  return invalidInput([{ field: 'currency', message: `must be one of ${[...codes].join(', ')}` }]);
}

/** The wallet is claimed already: the sweeper starts the workflow if this fails. */
async function start(workflow: Pick<CreateWalletWorkflow, 'start'>, walletId: string): Promise<void> {
  try {
    await workflow.start({ walletId });
  } catch (error) {
    logger.warn('workflow not started, left to the sweeper', { wallet_id: walletId, error: asError(error) });
  }
}
