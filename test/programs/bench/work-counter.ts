import { StateMachine } from 'aws-local-stepfunctions';
import { memoryTables } from '../../support/environment/tables.ts';
import { type Around, type InProcessWorld, startInProcess } from '../../support/in-process/world.ts';
import { type Consumption, countingProxy } from './counting-proxy.ts';
import { RoundTrips } from './round-trips.ts';
import type { Work } from './work.ts';

/** A world in this process in which everything is counted that `count` is given to do. */
export interface CountedWorld {
  readonly world: InProcessWorld;
  /**
   * Does one thing as a client and counts what comes of it. `row`: the longest one of round trips; `calls`: how many there are in all.
   * @param finish waits until nothing more comes of it; what it does is not counted
   */
  count<T>(
    run: () => Promise<T>,
    finish?: (result: T) => Promise<unknown>,
  ): Promise<{ work: Work; row: string[]; calls: number }>;
  stop(): Promise<void>;
}

/** As Lambda and API Gateway name a trace: its length is in every line. */
const TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0';

/** Starts it on tables of its own. Inside jest, for the functions' own modules. */
export async function startCounted(): Promise<CountedWorld> {
  Object.assign(process.env, {
    POWERTOOLS_LOG_LEVEL: 'INFO',
    POWERTOOLS_METRICS_DISABLED: 'false',
    _X_AMZN_TRACE_ID: TRACE,
  });
  const trips = new RoundTrips();
  trips.start();
  // The database in memory says what it uses and needs no Java. `npm run test:conformance` counts on the official DynamoDB Local.
  const tables = await memoryTables();
  const proxy = await countingProxy(await tables.endpoint(), (run) => trips.aside(run));
  let counts = nothing();
  const runs: Promise<number>[] = [];
  const stdout = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    if (trips.following) counts.lines.push(...String(chunk).split('\n').filter(Boolean));
    return true;
  });
  const startRun = StateMachine.prototype.run;
  const machines = jest.spyOn(StateMachine.prototype, 'run').mockImplementation(function (this: StateMachine, ...run) {
    const started = startRun.apply(this, run);
    // Branches of a Parallel state are runs of their own, and none tells of the other's states.
    if (trips.following) runs.push(transitionsOf(started.eventLogs));
    return started;
  });
  const around: Around = (name, event, run) => {
    if (!trips.following) return run();
    const called = calledName(name);
    // After the transfer is final, and in the cloud for many transfers together: prices have it apart.
    if (called === PUBLISHES) return trips.aside(run);
    counts.functions[called] = (counts.functions[called] ?? 0) + 1;
    if (!isRequest(event)) return trips.call(`invoke ${called}`, run);
    counts.requests += 1;
    return run();
  };
  const world = await startInProcess({ around, database: { tables, endpoint: proxy.url } });
  return {
    world,
    async count(run, finish) {
      counts = nothing();
      proxy.consumed.length = 0;
      trips.taken();
      const { result, last } = await trips.follow(run);
      await finish?.(result);
      const transitions = await Promise.all(runs.splice(0));
      const { all, row } = trips.taken();
      const work = {
        requests: counts.requests,
        functions: counts.functions,
        workflow: {
          runs: all.filter(({ name }) => name === 'StepFunctions StartExecution').length,
          transitions: transitions.reduce((sum, one) => sum + one, 0),
        },
        ...unitsOf(proxy.consumed),
        log: { lines: counts.lines.length, bytes: counts.lines.reduce((sum, line) => sum + bytesOf(line), 0) },
        toAnswer: last?.depth ?? 0,
        toFinal: row.length,
      };
      return { work, row: row.map(({ name }) => name), calls: all.length };
    },
    async stop() {
      await world.stop();
      await proxy.stop();
      trips.stop();
      stdout.mockRestore();
      machines.mockRestore();
    },
  };
}

function unitsOf(consumed: readonly Consumption[]): Pick<Work, 'writes' | 'reads'> {
  const units: Pick<Work, 'writes' | 'reads'> = { writes: {}, reads: {} };
  for (const { operation, table, index, units: used } of consumed) {
    const sums = WRITES.has(operation) ? units.writes : units.reads;
    const place = tableName(table) + (index === undefined ? '' : `/${index}`);
    sums[place] = (sums[place] ?? 0) + used;
  }
  return units;
}

const PUBLISHES = 'orchestrator/publish';

const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem']);

function nothing() {
  const functions: Record<string, number> = {};
  const lines: string[] = [];
  return { requests: 0, functions, lines };
}

function isRequest(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'routeKey' in event;
}

/** `mib-shard-0-local-reserve` is `shard/reserve`, `mib-local-reserve` is `orchestrator/reserve`. */
function calledName(name: string): string {
  const [, shard, key = name] = /^mib(-shard-\d+)?-local-(.+)$/.exec(name) ?? [];
  return `${shard ? 'shard' : 'orchestrator'}/${key}`;
}

/** Without what makes the names of this test's tables its own. */
function tableName(name: string): string {
  const [, shard, key = name] = /^t[0-9a-f]{8}-mib(-shard-\d+)?-local-(.+)$/.exec(name) ?? [];
  return shard ? `shard ${key}` : key;
}

function bytesOf(line: string): number {
  return Buffer.byteLength(line.replaceAll(/"(duration_ms|time_to_final)":\d+/g, '"$1":123'));
}

async function transitionsOf(events: AsyncGenerator<{ type: string }>): Promise<number> {
  let transitions = 0;
  for await (const { type } of events) if (type.endsWith('StateEntered')) transitions += 1;
  return transitions;
}
