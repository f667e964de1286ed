import type { Session } from '../../api/accounts.ts';
import type { PrivateKeySet } from '../../auth/keys.ts';
import { signUserToken, USER_TOKEN_SECONDS } from '../../auth/tokens.ts';
import { type Response, respond } from './response.ts';

/** The answer to who has just proved who he is: a token, in the body and in the header in which it is sent back. */
export async function session(keys: PrivateKeySet, userId: string, now: number): Promise<Response> {
  const token = await signUserToken(keys, userId, now);
  const body: Session = { token, token_type: 'Bearer', expires_in: USER_TOKEN_SECONDS };
  return respond(200, body, { Authorization: `Bearer ${token}` });
}
