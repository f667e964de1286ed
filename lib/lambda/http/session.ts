import type { Session } from '../../api/accounts.ts';
import type { PrivateKeySet } from '../../auth/keys.ts';
import { signUserToken, USER_TOKEN_SECONDS } from '../../auth/tokens.ts';
import { type Response, respond } from './response.ts';

/** Issues a token to an authenticated user, in the body and in the `Authorization` header. */
export async function session(keys: PrivateKeySet, userId: string, now: number): Promise<Response> {
  const token = await signUserToken(keys, userId, now);
  const body: Session = { token, token_type: 'Bearer', expires_in: USER_TOKEN_SECONDS };
  return respond(200, body, { Authorization: `Bearer ${token}` });
}
