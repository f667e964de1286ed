import * as z from 'zod';

// The part of the Amazon States Language that the state machines of mib use
// (https://states-language.net/spec.html). Every other member is refused.

/** No Express execution takes longer: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
export const LONGEST_S = 300;

const Template = z.record(z.string(), z.json());
const Seconds = z.int().min(1).max(LONGEST_S);

const Retrier = z.strictObject({
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: Seconds.default(1),
  MaxAttempts: z.int().min(0).max(99_999_999).default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: Seconds.default(LONGEST_S),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
});
export type Retrier = z.infer<typeof Retrier>;

const Catcher = z.strictObject({
  ErrorEquals: z.array(z.string()).min(1),
  ResultPath: z.string().nullable().default('$'),
  Next: z.string(),
});
export type Catcher = z.infer<typeof Catcher>;

const RULE = {
  Variable: z.string().optional(),
  StringEquals: z.string().optional(),
  BooleanEquals: z.boolean().optional(),
  IsPresent: z.boolean().optional(),
  get And(): z.ZodOptional<z.ZodArray<typeof Rule>> {
    return z.array(Rule).min(1).optional();
  },
  get Not(): z.ZodOptional<typeof Rule> {
    return Rule.optional();
  },
};
const Rule = z.strictObject(RULE);
export type Rule = z.infer<typeof Rule>;

const COMMENT = { Comment: z.string().optional() };
const GOING_ON = { ...COMMENT, Next: z.string().optional(), End: z.literal(true).optional() };
const INPUT = { InputPath: z.string().default('$'), Parameters: Template.optional() };
const OUTPUT = { ResultPath: z.string().nullable().default('$'), OutputPath: z.string().default('$') };
const SELECTED_OUTPUT = { ResultSelector: Template.optional(), ...OUTPUT };

const Task = z.strictObject({
  Type: z.literal('Task'),
  ...GOING_ON,
  ...INPUT,
  ...SELECTED_OUTPUT,
  Parameters: Template,
  Resource: z.string(),
  TimeoutSeconds: Seconds.optional(),
  Retry: z.array(Retrier).default([]),
  Catch: z.array(Catcher).default([]),
});
export type Task = z.infer<typeof Task>;

/** It has neither Retry nor Catch, so that an error of a branch ends the run. */
const Parallel = z.strictObject({
  Type: z.literal('Parallel'),
  ...GOING_ON,
  ...INPUT,
  ...SELECTED_OUTPUT,
  Branches: z.array(z.unknown()).min(1),
});
export type Parallel = z.infer<typeof Parallel>;

const Pass = z.strictObject({
  Type: z.literal('Pass'),
  ...GOING_ON,
  ...INPUT,
  ...OUTPUT,
  Result: z.json().optional(),
});
export type Pass = z.infer<typeof Pass>;

const Choice = z.strictObject({
  Type: z.literal('Choice'),
  ...COMMENT,
  Choices: z.array(z.strictObject({ ...RULE, Next: z.string() })).min(1),
  Default: z.string().optional(),
});
export type Choice = z.infer<typeof Choice>;

const Succeed = z.strictObject({ Type: z.literal('Succeed'), ...COMMENT });

const Fail = z.strictObject({ Type: z.literal('Fail'), ...COMMENT, Error: z.string(), Cause: z.string() });
export type Fail = z.infer<typeof Fail>;

/** A state, one by one, so that a message can name it. */
export const State = z.discriminatedUnion('Type', [Task, Parallel, Choice, Pass, Succeed, Fail], {
  error: 'must be Task, Parallel, Choice, Pass, Succeed or Fail',
});

const SCOPE = { ...COMMENT, StartAt: z.string(), States: z.record(z.string(), z.unknown()) };
export const Branch = z.strictObject(SCOPE);
export type Branch = z.infer<typeof Branch>;
export const Machine = z.strictObject({ ...SCOPE, TimeoutSeconds: Seconds.default(LONGEST_S) });

/** The Parameters of a task that calls a function. The Payload may come from a path. */
export const InvokeParameters = z.strictObject({
  FunctionName: z.string(),
  Payload: z.json().optional(),
  'Payload.$': z.string().optional(),
});

/**
 * A part of a definition, checked.
 * @throws Error that names each member which does not run locally
 */
export function parsed<T>(schema: z.ZodType<T>, part: unknown): T {
  const { success, data, error } = schema.safeParse(part);
  if (success) return data;
  const faults = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => `${[...issue.path, key].join('.')}: does not run locally`)
      : [[issue.path.join('.'), issue.message].filter(Boolean).join(': ')],
  );
  throw new Error(faults.join('; '));
}
