import { en } from 'zod/locales';
import * as z from 'zod/mini';
import type { InputSchema } from '../api/route.ts';
import { type FieldProblem, InvalidInput } from '../domain/errors.ts';

// zod/mini has no words for what breaks a rule. `z.locales.en` would bring every language along.
z.config(en());

/** The parts of API Gateway's event in which input stands. */
export interface RawInput {
  readonly body?: unknown;
  readonly queryStringParameters?: unknown;
  readonly pathParameters?: unknown;
  readonly headers: unknown;
}

/** @throws InvalidInput naming every field that breaks a rule, and the rule */
export function parseInput<S extends InputSchema>(schema: S, raw: RawInput): z.output<S> {
  const result = schema.safeParse({
    body: raw.body,
    query: raw.queryStringParameters ?? {},
    path: raw.pathParameters ?? {},
    headers: raw.headers,
  });
  if (!result.success) throw new InvalidInput(result.error.issues.flatMap(fieldProblems));
  return result.data;
}

/** What middy's JSON parser refused, as one of ours. */
export function malformedBody(error: unknown): InvalidInput {
  const { statusCode, cause } = Refusal.parse(error);
  if (statusCode === 415) {
    return new InvalidInput([{ field: 'Content-Type', message: 'must be application/json' }]);
  }
  if (cause?.data === '__proto__' || cause?.data === 'constructor') {
    return new InvalidInput([{ field: cause.data, message: 'is not a known field' }]);
  }
  return new InvalidInput([{ field: 'body', message: 'must be valid JSON' }]);
}

const Refusal = z.object({ statusCode: z.number(), cause: z.optional(z.object({ data: z.unknown() })) });

function fieldProblems(issue: z.core.$ZodIssue): FieldProblem[] {
  const [part, ...path] = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: [...path, key].join('.'), message: 'is not a known field' }));
  }
  if (part === 'body' && path.length === 0) return [{ field: 'body', message: 'must be a JSON object' }];
  return [{ field: path.join('.'), message: issue.message }];
}
