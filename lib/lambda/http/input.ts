import { en } from 'zod/locales';
import * as z from 'zod/mini';
import type { InputSchema } from '../../api/route.ts';
import { type FieldProblem, fieldName, invalidInput } from '../../domain/errors.ts';

// zod/mini has no error messages. `z.locales.en` would bundle every language.
z.config(en());

/** The parts of API Gateway's event that contain input. */
export interface RawInput {
  readonly body?: unknown;
  readonly queryStringParameters?: unknown;
  /** The query as it was sent. API Gateway joins the values of a parameter that is given twice. */
  readonly rawQueryString?: string | undefined;
  readonly pathParameters?: unknown;
  readonly headers: unknown;
}

/**
 * @throws MibError invalid_input with every field and query parameter that breaks a rule, and the
 *   rule
 */
export function parseInput<S extends InputSchema>(schema: S, raw: RawInput): z.output<S> {
  const result = schema.safeParse({
    body: raw.body,
    query: raw.queryStringParameters ?? {},
    path: raw.pathParameters ?? {},
    headers: raw.headers,
  });
  const ofQuery = queryProblems(schema, raw);
  const named = new Set(ofQuery.map(({ field }) => field));
  // The joined values of a parameter that is given twice break other rules, too.
  const others = result.error?.issues.filter(({ path: [part, name] }) => part !== 'query' || !named.has(String(name)));
  const problems = [...ofQuery, ...(others?.flatMap(fieldProblems) ?? [])];
  if (problems.length > 0 || !result.success) throw invalidInput(problems);
  return result.data;
}

/**
 * Refuses unknown and repeated parameters. The caller would believe in a filter or a limit that is
 * not applied.
 */
function queryProblems(schema: InputSchema, { rawQueryString = '', queryStringParameters }: RawInput): FieldProblem[] {
  const { query } = schema.shape;
  if (query?._zod.def.catchall) return [];
  const known = query?.shape ?? {};
  const sent = [...new URLSearchParams(rawQueryString).keys()];
  const names = new Set([...sent, ...Object.keys(queryStringParameters ?? {})]);
  return [...names].flatMap((field): FieldProblem[] => {
    if (!Object.hasOwn(known, field)) return [{ field, message: 'is not a known query parameter' }];
    if (sent.indexOf(field) !== sent.lastIndexOf(field)) return [{ field, message: 'must not be given twice' }];
    return [];
  });
}

function fieldProblems(issue: z.core.$ZodIssue): FieldProblem[] {
  const [part, ...path] = issue.path;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: fieldName([...path, key]), message: 'is not a known field' }));
  }
  if (issue.code === 'invalid_union' && part === 'body' && path.length === 0) return formProblems(issue);
  if (part === 'body' && path.length === 0) return [{ field: 'body', message: 'must be a JSON object' }];
  return [{ field: fieldName(path), message: issue.message }];
}

/**
 * The problems of a body that may have one of several forms: those with the form that has most of
 * its fields, or with the first of them.
 */
function formProblems({ errors }: z.core.$ZodIssueInvalidUnion): FieldProblem[] {
  const unknown = (issues: readonly z.core.$ZodIssue[]) =>
    issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0), 0);
  const [closest = []] = errors.toSorted((a, b) => unknown(a) - unknown(b));
  return closest.flatMap((issue) => fieldProblems({ ...issue, path: ['body', ...issue.path] }));
}
