import { statementReceipt as route } from '../../lib/api/receipts.ts';
import { serviceTokens } from '../../lib/auth/service-tokens.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { rateLimits } from '../../lib/config/rate-limits.ts';
import { requiredShardAddresses } from '../../lib/config/shards.ts';
import { readerOf } from '../../lib/domain/api-key.ts';
import { readsPerMinute } from '../../lib/domain/rate-limit.ts';
import { callerOf, revokedTokens } from '../../lib/lambda/http/authentication.ts';
import { endpoint } from '../../lib/lambda/http/endpoint.ts';
import { perCaller } from '../../lib/lambda/http/rate-limit.ts';
import { inclusionView, receiptEntryView } from '../../lib/lambda/http/receipt-views.ts';
import { respond } from '../../lib/lambda/http/response.ts';
import { publicKeys, signingKeys } from '../../lib/remote/key-sets.ts';
import { Shards } from '../../lib/remote/shards.ts';
import { ApiKeys } from '../../lib/store/api-keys.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';
import { RateCounters } from '../../lib/store/rate-counters.ts';
import { Roots } from '../../lib/store/roots.ts';
import { shardInDirectory } from '../../lib/store/shard-in-directory.ts';
import { includedEntry, ownEntry, signReceipt } from '../../lib/usecases/receipts.ts';

const env = readEnvironment({
  WALLETS_TABLE: required,
  ROOTS_TABLE: required,
  USER_PUBLIC_KEYS_PARAMETER: required,
  REVOCATIONS_TABLE: required,
  API_KEYS_TABLE: required,
  SERVICE_SIGNING_KEYS_PARAMETER: required,
  RECEIPT_SIGNING_KEYS_PARAMETER: required,
  RECEIPT_ISSUER: required,
  THROTTLES_TABLE: required,
  READS_PER_MINUTE: rateLimits.READS_PER_MINUTE,
});
const db = documents();
const apiKeys = new ApiKeys(db, env.API_KEYS_TABLE);
const stores = {
  directory: new Directory(db, env.WALLETS_TABLE),
  roots: new Roots(db, env.ROOTS_TABLE),
  shards: new Shards(
    requiredShardAddresses(),
    serviceTokens(signingKeys(env.SERVICE_SIGNING_KEYS_PARAMETER)),
    shardInDirectory(db, env.WALLETS_TABLE),
  ),
};
const signer = { keys: signingKeys(env.RECEIPT_SIGNING_KEYS_PARAMETER), issuer: env.RECEIPT_ISSUER };
const rateLimit = perCaller(new RateCounters(db, env.THROTTLES_TABLE), readsPerMinute(env.READS_PER_MINUTE));

/** GET /api/user/statement/{id}/{seq}/receipt */
export const handler = endpoint(
  route,
  callerOf(publicKeys(env.USER_PUBLIC_KEYS_PARAMETER), revokedTokens(db, env.REVOCATIONS_TABLE), apiKeys),
  async ({ caller, input: { path, query }, now }) => {
    const found = await ownEntry(stores, { userId: readerOf(caller, path.id), walletId: path.id, seq: path.seq }, now);
    const inclusion = query.root && (await includedEntry(stores, found, now));
    const fact = { kind: 'entry', entry: receiptEntryView(found), currency: found.currency } as const;
    const receipt = await signReceipt(signer, fact, now);
    return respond(200, { receipt, ...(inclusion && { inclusion: inclusionView(inclusion) }) });
  },
  { rateLimit },
);
