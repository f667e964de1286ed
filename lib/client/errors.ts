import { retryAfterSeconds } from './retry-after.ts';
import type { Problem } from './types.ts';

/** A code of the API. The API may have codes that are newer than this client. */
export type ProblemCode = Problem['code'] | (string & {});

/** The API responded with an error: problem details (RFC 9457). */
export class MibProblem extends Error {
  override readonly name = 'MibProblem';
  /**
   * Identifies the error. A code never changes its meaning. `unexpected_answer` means that the
   * response is not from the API but, for example, from a proxy.
   */
  readonly code: ProblemCode;
  /** The HTTP status. */
  readonly status: number;
  /** The sentence of the API about the error. */
  readonly detail: string;
  /** The rules that the request breaks, if the code is `invalid_input`. */
  readonly errors: readonly { readonly field: string; readonly message: string }[];
  /** What `loginWithCode` and `loginWithPasskey` take, if the code is `second_factor_required`. */
  readonly challenge: string | undefined;
  /** What completes the login, of a user with a passkey. Others have a code. */
  readonly methods: readonly string[] | undefined;
  /** Seconds to wait before the next attempt, if the response has them. */
  readonly retryAfter: number | undefined;

  /**
   * @param body of the response, of any type
   * @param now in ms since 1970, for a Retry-After that is a date
   */
  constructor(response: Response, body: unknown, now: number) {
    const problem = problemIn(body);
    super(`${response.status} ${problem.code}: ${[problem.detail, ...problem.errors.map(sentence)].join(' ')}`);
    this.code = problem.code;
    this.status = response.status;
    this.detail = problem.detail;
    this.errors = problem.errors;
    this.challenge = problem.challenge;
    this.methods = problem.methods;
    this.retryAfter = retryAfterSeconds(response.headers, now);
  }
}

/**
 * No response came: the API was unreachable or too slow, or the connection broke. `cause` says why.
 * The request may have had its effect.
 */
export class MibUnreachable extends Error {
  override readonly name = 'MibUnreachable';
}

/** The client waited too long for a state. The state may still come. */
export class MibTimeout extends Error {
  override readonly name = 'MibTimeout';
}

/** Whether the request may have had its effect in spite of this error. */
export function isLost(error: unknown): boolean {
  return error instanceof MibUnreachable || (error instanceof MibProblem && error.status >= 500);
}

const NO_PROBLEM = { code: 'unexpected_answer', detail: 'The response is not from the API.', errors: [] };

interface Content {
  readonly code: string;
  readonly detail: string;
  readonly errors: MibProblem['errors'];
  readonly challenge?: string | undefined;
  readonly methods?: readonly string[] | undefined;
}

function problemIn(body: unknown): Content {
  if (typeof body !== 'object' || body === null || !('code' in body) || typeof body.code !== 'string') {
    return NO_PROBLEM;
  }
  const detail = 'detail' in body && typeof body.detail === 'string' ? body.detail : '';
  const errors = 'errors' in body && Array.isArray(body.errors) ? body.errors.filter(isFieldError) : [];
  const challenge = 'challenge' in body && typeof body.challenge === 'string' ? body.challenge : undefined;
  const methods = 'methods' in body && Array.isArray(body.methods) ? body.methods.filter(isText) : undefined;
  return { code: body.code, detail, errors, challenge, methods };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isFieldError(one: unknown): one is MibProblem['errors'][number] {
  return (
    typeof one === 'object' &&
    one !== null &&
    'field' in one &&
    typeof one.field === 'string' &&
    'message' in one &&
    typeof one.message === 'string'
  );
}

function sentence({ field, message }: MibProblem['errors'][number]): string {
  return `${field} ${message}.`;
}
