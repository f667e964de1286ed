import { ulid } from 'ulid';
import { register as route } from '../../lib/api/accounts.ts';
import { signingKeys } from '../../lib/auth/signing-keys.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { passwordCost } from '../../lib/config/password-cost.ts';
import { anybody } from '../../lib/http/authentication.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { session } from '../../lib/http/session.ts';
import { documents } from '../../lib/store/documents.ts';
import { Users } from '../../lib/store/users.ts';
import { register } from '../../lib/usecases/register.ts';

const env = readEnvironment({ USERS_TABLE: required, SIGNING_KEYS_PARAMETER: required, PASSWORD_COST: passwordCost });
const keys = signingKeys(env.SIGNING_KEYS_PARAMETER);
const users = new Users(documents(), env.USERS_TABLE);

/** POST /auth/register */
export const handler = endpoint(route, anybody, async ({ input, now }) => {
  const userId = await register({ users }, input.body, { now, userId: ulid(now), passwordCost: env.PASSWORD_COST });
  return session(await keys.get(now), userId, now);
});
