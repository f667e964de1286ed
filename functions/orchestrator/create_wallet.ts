import { ulid } from 'ulid';
import { type CreatedWallet, createWallet as route } from '../../lib/api/wallets.ts';
import { currenciesOf, currencySettings } from '../../lib/config/currencies.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { currencyOf } from '../../lib/domain/currency.ts';
import { shardsOfNewWallets } from '../../lib/domain/growth.ts';
import { writesPerMinute } from '../../lib/domain/rate-limit.ts';
import { revokedTokens, userOf } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perUser } from '../../lib/lambda/http/rate-limit.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { publicKeys } from '../../lib/remote/key-sets.ts';
import { CreateWalletWorkflow } from '../../lib/remote/workflows.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { Growths } from '../../lib/store/growths.ts';
import { IdempotencyKeys } from '../../lib/store/idempotency.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { WalletPlaces } from '../../lib/store/wallet-places.ts';
import { createWallet } from '../../lib/usecases/create-wallet.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  IDEMPOTENCY_TABLE: required,
  THROTTLES_TABLE: required,
  WRITES_PER_MINUTE: rateLimits.WRITES_PER_MINUTE,
  WALLETS_PER_USER: rateLimits.WALLETS_PER_USER,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  CREATE_WALLET_STATE_MACHINE_ARN: required,
  ...currencySettings,
});
const { byDefault, list } = currenciesOf(env);
const currencies = { byDefault, codes: new Set(list.map(({ code }) => code)) };
const addresses = requiredShardAddresses().length;
const db = documents();
const growths = new Growths(db, env.WALLETS_TABLE);
const stores = {
  directory: new Directory(db, env.WALLETS_TABLE),
  places: new WalletPlaces(db, env.WALLETS_TABLE),
  idempotencyKeys: new IdempotencyKeys(db, env.IDEMPOTENCY_TABLE),
  workflow: new CreateWalletWorkflow(env.CREATE_WALLET_STATE_MACHINE_ARN),
};
const shardCount = async () => shardsOfNewWallets(await growths.get(), addresses);
const rateLimit = perUser(new RateCounters(db, env.THROTTLES_TABLE), writesPerMinute(env.WRITES_PER_MINUTE));

/** POST /api/user/create_wallet */
export const handler = endpoint(
  route,
  userOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE)),
  async ({ caller, input, now }) => {
    const { wallet_id, ...fields } = input.body;
    const request = {
      userId: caller,
      walletId: wallet_id,
      ...fields,
      idempotencyKey: input.headers['idempotency-key'],
    };
    const options = { now, shardCount, place: ulid(now), limit: env.WALLETS_PER_USER, currencies };
    const wallet = await createWallet(stores, request, options);
    const { walletId, status } = wallet;
    return respond(202, { wallet_id: walletId, status, currency: currencyOf(wallet) } satisfies CreatedWallet);
  },
  { rateLimit },
);
