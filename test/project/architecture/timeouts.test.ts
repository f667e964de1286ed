import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { DECISION_WRITTEN_WITHIN_MS } from '../../../lib/domain/as-of.ts';
import { RESERVE_WINDOW_MS } from '../../../lib/domain/deadline.ts';
import { CALL_TIMEOUT_MS } from '../../../lib/remote/shards.ts';

const ROOT = path.resolve(__dirname, '../../..');
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

const Service = z.object({
  provider: z.object({ timeout: z.number() }),
  functions: z.record(z.string(), z.object({ handler: z.string(), timeout: z.number().optional() })),
});
/** Seconds of every function, by its file. The tags of CloudFormation say nothing here. */
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
      TimeoutSeconds: z.number().optional(),
      Retry: z.array(Retry).default([]),
      get Branches(): z.ZodOptional<z.ZodArray<typeof Scope>> {
        return z.array(Scope).optional();
      },
    }),
  ),
});
type State = Scope['States'][string];

/** The errors of a task that is only busy or full: it makes none after the deadline of the transfer. */
const UNTIL_DEADLINE = 'NoRoom';

/** How long a task takes if it is tried as often as it may be, each time for as long as it may. */
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

/** The tasks that call shards, one after another; those side by side stand together. */
function callsOf(scope: Scope): State[][] {
  return Object.values(scope.States).flatMap((state) => {
    const sideBySide = [state, ...(state.Branches ?? []).flatMap(({ States }) => Object.values(States))];
    const calls = sideBySide.filter(({ Resource }) => Resource === 'arn:aws:states:::lambda:invoke');
    return calls.length > 0 ? [calls] : [];
  });
}

describe('timeouts nest, so that whoever waits outlives what he waits for', () => {
  it('a shard ends before the call to it does', () => {
    for (const [handler, seconds] of shard) expect({ handler, seconds }).toEqual({ handler, seconds: CALL_S });
  });

  it.each(tasks)('the call to a shard ends before the task %s (%d s)', (_handler, seconds) => {
    expect(seconds).toBeGreaterThan(CALL_S);
  });

  it.each(endpoints)('the call to a shard ends before the endpoint %s (%d s), and that before API Gateway', (_h, s) => {
    expect(s).toBeGreaterThan(CALL_S);
    expect(s).toBeLessThan(30);
  });

  it('a decision to commit is written before a balance is told as of its time', () => {
    const { States } = Scope.parse(JSON.parse(read('statemachines/transfer.asl.json')));
    const deciding = States['Decide to commit'];
    if (!deciding) throw new Error('no such state');
    expect(worstCase(deciding) * 1000).toBeLessThanOrEqual(DECISION_WRITTEN_WITHIN_MS);
  });

  it('a sweep ends before the next one starts, an audit too', () => {
    expect(orchestrator.get('functions/schedule/sweep.handler')).toBeLessThan(60);
    expect(orchestrator.get('functions/schedule/audit.handler')).toBeLessThan(3600);
  });

  it('what is busy or full is asked again until the deadline: the attempts do not come to an end before', () => {
    const calls = callsOf(Scope.parse(JSON.parse(read('statemachines/transfer.asl.json')))).flat();
    const retries = calls.flatMap(({ Retry }) =>
      Retry.filter(({ ErrorEquals }) => ErrorEquals.includes(UNTIL_DEADLINE)),
    );
    expect(retries).toHaveLength(3);
    // With full jitter a pause is half as long as it may be, and that of so many is close to its mean.
    for (const retry of retries) expect(pauses(retry) / 2).toBeGreaterThan((2 * RESERVE_WINDOW_MS) / 1000 - 1);
  });

  it.each(['transfer', 'create-wallet'])(
    'tasks end before their states in %s, and all calls before the workflow',
    (name) => {
      const definition: unknown = JSON.parse(read(`statemachines/${name}.asl.json`));
      const { TimeoutSeconds } = z.object({ TimeoutSeconds: z.number() }).parse(definition);
      const calls = callsOf(Scope.parse(definition));
      const longestTask = Math.max(...tasks.map(([, seconds]) => seconds));
      expect(calls.length).toBeGreaterThan(0);
      for (const { TimeoutSeconds: seconds } of calls.flat()) expect(seconds).toBeGreaterThan(longestTask);
      const waiting = calls.reduce((sum, sideBySide) => sum + Math.max(...sideBySide.map(worstCase)), 0);
      expect(waiting).toBeLessThan(TimeoutSeconds);
    },
  );
});
