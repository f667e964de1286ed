import { retryAfterSeconds } from './retry-after.ts';
import type { Problem } from './types.ts';

/** A code of the API, or one that is newer than this client. */
export type ProblemCode = Problem['code'] | (string & {});

/** An answer of the API that is a failure: problem details, RFC 9457. */
export class MibProblem extends Error {
  override readonly name = 'MibProblem';
  /** What went wrong; it never changes its meaning. `unexpected_answer`: it was not the API that answered, but something on the way. */
  readonly code: ProblemCode;
  /** The HTTP status. */
  readonly status: number;
  /** Every field that breaks a rule, if the code is `invalid_input`. */
  readonly errors: readonly { readonly field: string; readonly message: string }[];
  /** In how many seconds to try again, if the API says so. */
  readonly retryAfter: number | undefined;

  /** @param body what came: problem details, or anything @param now for a Retry-After that is a date, in ms */
  constructor(response: Response, body: unknown, now: number) {
    const problem = problemIn(body);
    super(`${response.status} ${problem.code}: ${[problem.detail, ...problem.errors.map(inWords)].join(' ')}`);
    this.code = problem.code;
    this.status = response.status;
    this.errors = problem.errors;
    this.retryAfter = retryAfterSeconds(response.headers, now);
  }
}

/** No answer came: not reachable, too slow, cut off. `cause` says why. What was asked may or may not have been done. */
export class MibUnreachable extends Error {
  override readonly name = 'MibUnreachable';
}

/** What was waited for did not come about in time. It still may. */
export class MibTimeout extends Error {
  override readonly name = 'MibTimeout';
}

/** Whether what was asked may have been done although this came of it. */
export function isLost(error: unknown): boolean {
  return error instanceof MibUnreachable || (error instanceof MibProblem && error.status >= 500);
}

const NO_PROBLEM = { code: 'unexpected_answer', detail: 'The answer is none of the API.', errors: [] };

function problemIn(body: unknown): { code: string; detail: string; errors: MibProblem['errors'] } {
  if (typeof body !== 'object' || body === null || !('code' in body) || typeof body.code !== 'string') {
    return NO_PROBLEM;
  }
  const detail = 'detail' in body && typeof body.detail === 'string' ? body.detail : '';
  const errors = 'errors' in body && Array.isArray(body.errors) ? body.errors.filter(isFieldError) : [];
  return { code: body.code, detail, errors };
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

function inWords({ field, message }: MibProblem['errors'][number]): string {
  return `${field} ${message}.`;
}
