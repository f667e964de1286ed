import { nextLink } from '../../lib/api/page.ts';
import { wallets as route, type Wallet } from '../../lib/api/wallets.ts';
import { signingKeys } from '../../lib/auth/signing-keys.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { userOf } from '../../lib/http/authentication.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { reply } from '../../lib/http/reply.ts';
import { Directory } from '../../lib/store/directory.ts';
import { documents } from '../../lib/store/documents.ts';

const env = readEnvironment({ WALLETS_TABLE: required, SIGNING_KEYS_PARAMETER: required });
const directory = new Directory(documents(), env.WALLETS_TABLE);

/** GET /api/user/wallets */
export const handler = endpoint(
  route,
  userOf(signingKeys(env.SIGNING_KEYS_PARAMETER)),
  async ({ caller, input: { query } }) => {
    const { wallets, more } = await directory.ownedBy(caller, { limit: query.limit, after: query.cursor });
    const link = nextLink('/api/user/wallets', query.limit, more ? wallets.at(-1)?.walletId : undefined);
    const view = wallets.map(
      ({ walletId, status, createdAt }): Wallet => ({
        wallet_id: walletId,
        status,
        created_at: createdAt,
      }),
    );
    return reply(200, view, link);
  },
);
