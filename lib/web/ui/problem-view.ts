import { MibProblem, MibTimeout, MibUnreachable } from 'mib/client';
import { OTHER_PROBLEM, PROBLEMS } from '../texts/ui.ts';
import { PasskeyRefused } from './passkey-refused.ts';

/** A problem as people read it. */
export interface ProblemView {
  /** Of the API, or `unreachable` and `timeout`, which have no response. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** The fields that break a rule. */
  readonly fields: readonly { readonly field: string; readonly message: string }[];
  /** When the same request has a chance again, in ms since 1970. */
  readonly retryAt: number | undefined;
  /** Whether the same request may succeed later. */
  readonly isTransient: boolean;
}

const TRANSIENT: ReadonlySet<string> = new Set([
  'unreachable',
  'timeout',
  'unexpected_answer',
  'too_many_requests',
  'too_many_attempts',
  'too_many_open_transactions',
  'unavailable',
  'internal_error',
]);

/** What an error of the client is to a person. @param now in ms since 1970 */
export function problemViewOf(error: unknown, now: number): ProblemView {
  if (error instanceof MibProblem) {
    const retryAt = error.retryAfter === undefined ? undefined : now + 1_000 * error.retryAfter;
    return view(error.code, error.detail, error.errors, retryAt);
  }
  if (error instanceof MibUnreachable) return view('unreachable');
  if (error instanceof PasskeyRefused) return view('passkey_refused');
  if (error instanceof MibTimeout) return view('timeout');
  return view('page_error', error instanceof Error ? error.message : String(error));
}

/** The rule that a field breaks by the word of the API, if it is one of its fields. */
export function errorOfField(problem: ProblemView | undefined, field: string): string | undefined {
  return problem?.fields.find((one) => one.field === field)?.message;
}

/**
 * The name of a field as a form has it. One of a list or of a record has the name of the whole: a form has one
 * field for all of them, and a person knows no index.
 * @param labels by the names of the API
 */
export function labelOf(labels: Readonly<Record<string, string>>, field: string): string | undefined {
  return labels[field] ?? labels[field.replace(/[[.].*$/, '')];
}

function view(code: string, said = '', fields: ProblemView['fields'] = [], retryAt?: number): ProblemView {
  const { title, detail } = PROBLEMS[code] ?? OTHER_PROBLEM;
  return {
    code,
    title,
    detail: detail ?? (said.replace(/\.$/, '') === title ? '' : said),
    fields,
    retryAt,
    isTransient: TRANSIENT.has(code),
  };
}
