import { STATUS_CODES } from 'node:http';
import { INTERNAL_ERROR, type Problem } from '../../api/problem.ts';
import { isRefusalCode, REFUSALS, type RefusalCode } from '../../api/refusals.ts';
import { InvalidInput, MethodNotAllowed, MibError, RetryLater } from '../../domain/errors.ts';
import { type Response, respond } from './response.ts';

/**
 * The answer to a failure: problem details after RFC 9457, with a stable `code`. What is not one of our own failures is a bug or an
 * outage and answers 500, without a word about the inside.
 */
export function problem(error: unknown): Response {
  const code = refusalCode(error);
  if (!code || !(error instanceof MibError)) return problemReply(500, INTERNAL_ERROR);
  const status = REFUSALS[code].status;
  const headers: Record<string, string> = {};
  if (status === 401) headers['WWW-Authenticate'] = 'Bearer';
  if (code === 'insufficient_scope') headers['WWW-Authenticate'] = 'Bearer error="insufficient_scope"';
  if (error instanceof MethodNotAllowed) headers.Allow = error.allowed.join(', ');
  if (error instanceof RetryLater) headers['Retry-After'] = String(error.retryAfterSeconds);
  else if (status === 429) headers['Retry-After'] = '1';
  const errors = error instanceof InvalidInput ? { errors: [...error.problems] } : {};
  return problemReply(status, { code, detail: error.message, ...errors }, headers);
}

/** The code by which a failure is refused; none of what is a bug or an outage. */
export function refusalCode(error: unknown): RefusalCode | undefined {
  return error instanceof MibError && isRefusalCode(error.code) ? error.code : undefined;
}

function problemReply(
  status: number,
  members: Pick<Problem, 'code' | 'detail' | 'errors'>,
  headers: Record<string, string> = {},
): Response {
  const body: Problem = { type: 'about:blank', title: STATUS_CODES[status] ?? '', status, ...members };
  return respond(status, body, { ...headers, 'Content-Type': 'application/problem+json' });
}
