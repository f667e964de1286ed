import { MibError } from '../../domain/errors.ts';

/**
 * Our tokens have about 400 characters, and 700 more for the longest wallet id. A longer token is
 * not read.
 */
const MAX_TOKEN_BYTES = 2048;

/**
 * The token of `Bearer <token>` (RFC 6750), with one or more spaces between (RFC 9110, 11.4).
 * @throws MibError unauthenticated
 */
export function bearer(authorization = ''): string {
  if (authorization.length > 'Bearer '.length + MAX_TOKEN_BYTES) throw new MibError('unauthenticated');
  const token = /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization)?.[1];
  if (!token) throw new MibError('unauthenticated');
  return token;
}
