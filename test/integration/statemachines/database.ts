import * as z from 'zod';
import type { Json } from '../../../lib/local/aws/json.ts';
import type { DynamoDbAction, Tasks } from '../../../lib/local/aws/step-functions/tasks.ts';

/** A call is throttled without effect, or it takes effect and its response is an error. */
export type DatabaseFault = 'throttled' | 'response lost';

const Parameters = z.object({ UpdateExpression: z.string().optional(), ConditionExpression: z.string().optional() });
const Task = z.object({ Resource: z.string().optional(), Parameters: Parameters.optional() });
const States = z.object({ States: z.record(z.string(), Task) });

/**
 * The DynamoDB of one runner's state machine: the real integration, with faults in the states that
 * a test names.
 */
export class Database {
  /** The states that have called it, in order. Failed calls are included. */
  readonly calls: string[] = [];
  /** The states that write. `lost` has those whose response has been lost. */
  readonly writing: readonly string[];
  readonly lost = new Set<string>();
  readonly #integration: Tasks['dynamodb'];
  readonly #stateOf: ReadonlyMap<string, string>;
  readonly #before = new Map<string, () => Promise<void>>();
  #faults: { state: string; fault: DatabaseFault; left: number }[] = [];

  constructor(definition: unknown, integration: Tasks['dynamodb']) {
    this.#integration = integration;
    const states = Object.entries(States.parse(definition).States);
    this.writing = states.flatMap(([name, { Parameters }]) => (Parameters?.UpdateExpression ? [name] : []));
    this.#stateOf = new Map(
      states.map(([name, { Resource = '', Parameters }]) => [
        `${Resource.split(':').at(-1)} ${writeOf(Parameters)}`,
        name,
      ]),
    );
  }

  /** The state's first `times` calls, or all of them, fail with the fault. */
  fail(fault: DatabaseFault, { state, times = Infinity }: { state: string; times?: number }): void {
    this.#faults.push({ state, fault, left: times });
  }

  /** Runs `act` just before the state's first call, as if another run did it. */
  before(state: string, act: () => Promise<void>): void {
    this.#before.set(state, act);
  }

  /** Ends all faults. */
  heal(): void {
    this.#before.clear();
    this.#faults = [];
    this.calls.length = 0;
  }

  async call(action: DynamoDbAction, parameters: Json): Promise<Json> {
    const state = this.#stateOf.get(`${action} ${writeOf(Parameters.parse(parameters))}`) ?? '';
    this.calls.push(state);
    const before = this.#before.get(state);
    this.#before.delete(state);
    await before?.();
    const rule = this.#faults.find((candidate) => candidate.state === state && candidate.left > 0);
    if (!rule) return this.#integration(action, parameters);
    rule.left -= 1;
    if (rule.fault === 'throttled') throw named('DynamoDB.ProvisionedThroughputExceededException');
    await this.#integration(action, parameters);
    this.lost.add(state);
    throw named('DynamoDB.InternalServerError');
  }
}

/** What tells the calls of two states apart. */
function writeOf({ UpdateExpression, ConditionExpression }: z.infer<typeof Parameters> = {}): string {
  return `${UpdateExpression} ${ConditionExpression}`;
}

function named(name: string): Error {
  return Object.assign(new Error('made up by the test'), { name });
}
