import { login as route } from '../../lib/api/accounts.ts';
import { signingKeys } from '../../lib/auth/signing-keys.ts';
import { readEnvironment, required } from '../../lib/config/environment.ts';
import { passwordCost } from '../../lib/config/password-cost.ts';
import { anybody } from '../../lib/http/authentication.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { session } from '../../lib/http/session.ts';
import { documents } from '../../lib/store/documents.ts';
import { LoginThrottle } from '../../lib/store/login-throttle.ts';
import { Users } from '../../lib/store/users.ts';
import { login } from '../../lib/usecases/login.ts';

const env = readEnvironment({
  USERS_TABLE: required,
  THROTTLES_TABLE: required,
  SIGNING_KEYS_PARAMETER: required,
  PASSWORD_COST: passwordCost,
});
const keys = signingKeys(env.SIGNING_KEYS_PARAMETER);
const db = documents();
const stores = { users: new Users(db, env.USERS_TABLE), throttle: new LoginThrottle(db, env.THROTTLES_TABLE) };

/** POST /auth/login */
export const handler = endpoint(route, anybody, async ({ input, now }) => {
  const userId = await login(stores, input.body, { now, passwordCost: env.PASSWORD_COST });
  return session(await keys.get(now), userId, now);
});
