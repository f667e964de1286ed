import { STATUS_CODES } from 'node:http';
import { STATUS } from '../../api/errors.ts';
import type { Problem } from '../../api/problem.ts';
import { ERRORS, type ErrorCode, MibError } from '../../domain/errors.ts';
import { type Response, respond } from './response.ts';

/**
 * The response to an error: problem details (RFC 9457) with a stable `code`. Anything but a
 * MibError is a bug or an outage and gets 500, which tells nothing about the inside.
 */
export function problem(error: unknown): Response {
  if (!(error instanceof MibError)) return problemResponse('internal_error', ERRORS.internal_error);
  const { code, message, problems, challenge, shard } = error;
  return problemResponse(code, message, headersOf(error), {
    ...(problems && { errors: [...problems] }),
    ...(shard !== undefined && { shard }),
    ...(challenge && {
      challenge: challenge.token,
      ...(challenge.methods && { methods: [...challenge.methods] }),
      expires_in: challenge.expiresIn,
    }),
  });
}

function headersOf({ code, allowed, retryAfterSeconds }: MibError): Record<string, string> {
  return {
    ...(STATUS[code] === 401 && { 'WWW-Authenticate': 'Bearer' }),
    ...(STATUS[code] === 403 && { 'WWW-Authenticate': `Bearer error="${bearerErrorOf(code)}"` }),
    ...(allowed && { Allow: allowed.join(', ') }),
    ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
  };
}

/** What a token is not enough for (RFC 6750): its scope, or how its owner showed who they are (RFC 9470). */
function bearerErrorOf(code: ErrorCode): string {
  return code === 'step_up_required' ? 'insufficient_user_authentication' : 'insufficient_scope';
}

function problemResponse(
  code: ErrorCode,
  detail: string,
  headers: Record<string, string> = {},
  more: Pick<Problem, 'errors' | 'challenge' | 'methods' | 'expires_in' | 'shard'> = {},
): Response {
  const status = STATUS[code];
  const body: Problem = { type: 'about:blank', title: STATUS_CODES[status] ?? '', status, code, detail, ...more };
  return respond(status, body, { ...headers, 'Content-Type': 'application/problem+json' });
}
