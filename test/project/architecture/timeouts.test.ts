import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { DECISION_WRITTEN_WITHIN_MS } from '../../../lib/domain/as-of.ts';
import { RESERVE_WINDOW_MS } from '../../../lib/domain/deadline.ts';
import { CLAIMED_WITHIN_MS, MOVERS_END_WITHIN_MS } from '../../../lib/domain/growth.ts';
import { CALL_TIMEOUT_MS } from '../../../lib/remote/shard-calls.ts';
import { WEBHOOK_TIMEOUT_MS } from '../../../lib/remote/webhook-request.ts';
import stateMachines from '../../../lib/stack/state-machines.cjs';

const ROOT = path.resolve(__dirname, '../../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

const Service = z.object({
  provider: z.object({ timeout: z.number() }),
  functions: z.record(z.string(), z.object({ handler: z.string(), timeout: z.number().optional() })),
});
/**
 * The timeout of every function in seconds, by its handler. Tags of CloudFormation, such as `!Ref`,
 * are ignored.
 */
function functionTimeouts(file: string): Map<string, number> {
  const { provider, functions } = Service.parse(parse(read(file), { logLevel: 'silent', merge: true }));
  return new Map(Object.values(functions).map(({ handler, timeout }) => [handler, timeout ?? provider.timeout]));
}

const orchestrator = functionTimeouts('serverless.yml');
const shard = functionTimeouts('serverless.shard.yml');
const CALL_S = CALL_TIMEOUT_MS / 1000;
const tasks = [...orchestrator].filter(([handler]) => handler.startsWith('functions/workflow/'));
const endpoints = [...orchestrator].filter(([handler]) => handler.startsWith('functions/orchestrator/'));

const Retry = z.object({
  ErrorEquals: z.array(z.string()),
  MaxAttempts: z.number().default(3),
  IntervalSeconds: z.number().default(1),
  BackoffRate: z.number().default(2),
  MaxDelaySeconds: z.number().optional(),
});
type Scope = z.infer<typeof Scope>;
const Scope = z.object({
  States: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      Resource: z.string().optional(),
      Parameters: z.object({ FunctionName: z.string().optional() }).optional(),
      TimeoutSeconds: z.number().optional(),
      Retry: z.array(Retry).default([]),
      get Branches(): z.ZodOptional<z.ZodArray<typeof Scope>> {
        return z.array(Scope).optional();
      },
    }),
  ),
});
type State = Scope['States'][string];

/** The error of a full wallet. A task throws it only until the transfer's deadline. */
const UNTIL_DEADLINE = 'NoRoom';

/**
 * Seconds that a task takes if every attempt uses its whole timeout and every pause is as long as
 * it can be.
 */
function worstCase({ TimeoutSeconds = Infinity, Retry: retries }: State): number {
  return Math.max(
    ...retries.map((retry) =>
      retry.ErrorEquals.includes(UNTIL_DEADLINE)
        ? RESERVE_WINDOW_MS / 1000 + retry.IntervalSeconds + TimeoutSeconds
        : TimeoutSeconds * (retry.MaxAttempts + 1) + pauses(retry),
    ),
  );
}

function pauses({ MaxAttempts, IntervalSeconds, BackoffRate, MaxDelaySeconds = Infinity }: z.infer<typeof Retry>) {
  return Array.from({ length: MaxAttempts }, (_, n) =>
    Math.min(IntervalSeconds * BackoffRate ** n, MaxDelaySeconds),
  ).reduce((sum, pause) => sum + pause, 0);
}

/** The timeout of a function, by its name in a definition: `${OpenWalletFunction}` is open_wallet. */
function timeoutOf(placeholder = ''): number {
  const words = placeholder.match(/[A-Z][a-z]+/g)?.slice(0, -1) ?? [];
  const handler = `functions/workflow/${words.join('_').toLowerCase()}.handler`;
  return orchestrator.get(handler) ?? Number.NaN;
}

/** The tasks that call shards, in order. Tasks of parallel branches are one element. */
function callsOf(scope: Scope): State[][] {
  return Object.values(scope.States).flatMap((state) => {
    const parallel = [state, ...(state.Branches ?? []).flatMap(({ States }) => Object.values(States))];
    const calls = parallel.filter(({ Resource }) => Resource === 'arn:aws:states:::lambda:invoke');
    return calls.length > 0 ? [calls] : [];
  });
}

describe('timeouts', () => {
  it('end a shard function when the call to it ends', () => {
    const called = [...shard].filter(([handler]) => handler.startsWith('functions/shard/'));
    for (const [handler, seconds] of called) expect({ handler, seconds }).toEqual({ handler, seconds: CALL_S });
  });

  it.each(tasks)('end the calls to shards before the task %s (%d s)', (handler, seconds) => {
    // `reserve` may ask a shard twice, one after the other.
    expect(seconds).toBeGreaterThan(handler.includes('/reserve.') ? 2 * CALL_S : CALL_S);
  });

  it.each(endpoints)(
    'end a call to a shard before the endpoint %s (%d s), and the endpoint before API Gateway',
    (_handler, s) => {
      expect(s).toBeGreaterThan(CALL_S);
      expect(s).toBeLessThan(30);
    },
  );

  it('end the write of a decision to commit before a balance is computed as of its time', () => {
    const { States } = Scope.parse(stateMachines.definition('transfer'));
    const deciding = States['Decide to commit'];
    if (!deciding) throw new Error('no such state');
    expect(worstCase(deciding) * 1000).toBeLessThanOrEqual(DECISION_WRITTEN_WITHIN_MS);
  });

  it('hide a delivery from a second instance six times as long as the first one may take', () => {
    const { Resources } = z
      .object({
        Resources: z.object({
          DeliveriesQueue: z.object({ Properties: z.object({ VisibilityTimeout: z.number() }) }),
        }),
      })
      .parse(parse(read('lib/stack/webhooks.yml'), { logLevel: 'silent' }));
    const timeout = orchestrator.get('functions/stream/deliver.handler') ?? 0;
    expect(Resources.DeliveriesQueue.Properties.VisibilityTimeout).toBeGreaterThanOrEqual(6 * timeout);
    // An attempt, with three tries of SQS of 3 s and of Systems Manager of 1 s, twice.
    expect(timeout).toBeGreaterThan(WEBHOOK_TIMEOUT_MS / 1_000 + 3 * 3 + 2 * 3 * 1);
  });

  it('end a sweep or an audit before the next one starts', () => {
    expect(orchestrator.get('functions/schedule/sweep.handler')).toBeLessThan(60);
    expect(orchestrator.get('functions/schedule/audit.handler')).toBeLessThan(3600);
  });

  it('end what was begun before a growth until it may finish', () => {
    // A call to a shard may arrive after its caller has ended.
    const moves = orchestrator.get('functions/workflow/move_wallets.handler') ?? Number.NaN;
    expect((moves + CALL_S) * 1000).toBeLessThan(MOVERS_END_WITHIN_MS);
    const claims = orchestrator.get('functions/orchestrator/create_wallet.handler');
    expect(claims).toBeLessThan(CLAIMED_WITHIN_MS / 1000);
  });

  it('leave enough retries of a busy shard or a full wallet until the deadline', () => {
    const calls = callsOf(Scope.parse(stateMachines.definition('transfer'))).flat();
    const retries = calls.flatMap(({ Retry }) =>
      Retry.filter(({ ErrorEquals }) => ErrorEquals.includes(UNTIL_DEADLINE)),
    );
    expect(retries).toHaveLength(2);
    // With full jitter a pause is on average half its maximum, and the sum of 30 pauses is close to
    // its mean.
    for (const retry of retries) expect(pauses(retry) / 2).toBeGreaterThan((2 * RESERVE_WINDOW_MS) / 1000 - 1);
  });

  it.each(stateMachines.names())('end a task before its state in %s, and all calls before the workflow', (name) => {
    const definition = stateMachines.definition(name);
    const { TimeoutSeconds } = z.object({ TimeoutSeconds: z.number() }).parse(definition);
    const calls = callsOf(Scope.parse(definition));
    expect(calls.length).toBeGreaterThan(0);
    for (const { TimeoutSeconds: seconds, Parameters } of calls.flat())
      expect(seconds).toBeGreaterThan(timeoutOf(Parameters?.FunctionName));
    const waiting = calls.reduce((sum, parallel) => sum + Math.max(...parallel.map(worstCase)), 0);
    expect(waiting).toBeLessThan(TimeoutSeconds);
  });
});
