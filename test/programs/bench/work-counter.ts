import { eventually } from '../../support/environment/eventually.ts';
import { memoryTables } from '../../support/environment/tables.ts';
import { type Around, type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { type Consumption, countingProxy } from './counting-proxy.ts';
import { RoundTrips } from './round-trips.ts';
import type { Work } from './work.ts';

/** A world in this process that counts the work of operations. */
export interface CountedWorld {
  readonly world: InProcessWorld;
  /** The address of its database. What is asked there is counted. */
  readonly endpoint: string;
  /**
   * Runs one operation of a client and counts its work. `row`: the longest row of round trips;
   * `calls`: the number of all round trips.
   * @param finish waits until the work is done; not counted itself
   */
  count<T>(
    run: () => Promise<T>,
    finish?: (result: T) => Promise<unknown>,
  ): Promise<{ work: Work; row: string[]; calls: number }>;
  stop(): Promise<void>;
}

/** A trace id of the length that Lambda and API Gateway use. It is in every line of the log. */
const TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0';

/**
 * Starts a world on tables of its own. It runs inside jest, because that isolates the functions'
 * modules.
 * @param environment variables of the orchestrator's functions
 * @param networkMs the network's part of a call of DynamoDB. Round trips need some: otherwise a call
 *   can end while a parallel request to a shard is still being signed, and the two count as
 *   consecutive.
 */
export async function startCounted({
  networkMs = 0,
  environment = {},
}: {
  readonly networkMs?: number;
  readonly environment?: Readonly<Record<string, string>>;
} = {}): Promise<CountedWorld> {
  Object.assign(process.env, {
    POWERTOOLS_LOG_LEVEL: 'INFO',
    POWERTOOLS_METRICS_DISABLED: 'false',
    _X_AMZN_TRACE_ID: TRACE,
  });
  const trips = new RoundTrips();
  trips.start();
  // The database in memory reports capacity units and needs no Java. `npm run test:conformance`
  // counts on the official DynamoDB Local.
  const tables = await memoryTables();
  const proxy = await countingProxy(await tables.endpoint(), (run) => trips.aside(run), networkMs);
  let counts = nothing();
  /** How many states runs have entered and not left. */
  let inStates = 0;
  const stdout = jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    if (trips.following)
      counts.lines.push(
        ...String(chunk)
          .split('\n')
          .filter((line) => line !== '' && !isOfRun(line)),
      );
    return true;
  });
  const around: Around = (name, event, run) => {
    const called = calledName(name);
    // It runs after a commit. Its calls of DynamoDB belong to the transfer, and its invocation to
    // many transfers together.
    if (called === POSTS) return trips.unattended(run);
    if (!trips.following) return run();
    // It runs after the transfer is final, in the cloud for many transfers together. The prices
    // count it separately.
    if (called === PUBLISHES) return trips.aside(run);
    // It runs once a minute, whatever is due.
    if (called === PAYS) return run();
    counts.functions[called] = (counts.functions[called] ?? 0) + 1;
    if (!isRequest(event)) return trips.call(`invoke ${called}`, run);
    counts.requests += 1;
    return run();
  };
  const world = await startInProcess({
    around,
    trace(_state, step) {
      if (!trips.following) return;
      if (step === 'entered') {
        counts.transitions += 1;
        inStates += 1;
      } else if (step === 'left') inStates -= 1;
    },
    database: { tables, endpoint: proxy.url },
    currencies: true,
    // Receivers of users' webhooks are on this machine.
    environment: { WEBHOOK_NETWORK: 'any', ...environment },
  });
  return {
    world,
    endpoint: proxy.url,
    async count(run, finish) {
      await world.streamed();
      counts = nothing();
      proxy.consumed.length = 0;
      trips.taken();
      const { result, last } = await trips.follow(run);
      await finish?.(result);
      // A transfer is final before its run ends.
      await eventually(() => inStates === 0);
      await world.streamed();
      const { all, row } = trips.taken();
      const work = {
        requests: counts.requests,
        functions: counts.functions,
        workflow: {
          runs: all.filter(({ name }) => name.startsWith('StepFunctions Start')).length,
          transitions: counts.transitions,
        },
        ...unitsOf(proxy.consumed),
        log: { lines: counts.lines.length, bytes: counts.lines.reduce((sum, line) => sum + bytesOf(line), 0) },
        toResponse: last?.depth ?? 0,
        toFinal: row.length,
      };
      return { work, row: row.map(({ name }) => name), calls: all.length };
    },
    async stop() {
      await world.stop();
      await proxy.stop();
      trips.stop();
      stdout.mockRestore();
    },
  };
}

function unitsOf(consumed: readonly Consumption[]): Pick<Work, 'writes' | 'reads'> {
  const units: Pick<Work, 'writes' | 'reads'> = { writes: {}, reads: {} };
  for (const { operation, table, index, units: used } of consumed) {
    const isWrite = WRITES.has(operation);
    const sums = isWrite ? units.writes : units.reads;
    const place = tableName(table) + (index === undefined ? '' : `/${index}`);
    // One entry of sixteen writes one, whichever transfer posts it.
    if (isWrite && place === MARKS) continue;
    // A run of what starts scheduled payments reads it once for all that is due.
    if (!isWrite && place === DUE_SCHEDULES) continue;
    sums[place] = (sums[place] ?? 0) + used;
  }
  return units;
}

const PUBLISHES = 'orchestrator/publish';
const POSTS = 'shard/post';
const PAYS = 'orchestrator/pay_scheduled';
const MARKS = 'shard entries/marks';
const DUE_SCHEDULES = 'schedules/open';

const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'TransactWriteItems']);

function nothing() {
  const functions: Record<string, number> = {};
  const lines: string[] = [];
  return { requests: 0, transitions: 0, functions, lines };
}

function isRequest(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'routeKey' in event;
}

/**
 * `mib-shard-0-local-reserve` is `shard/reserve`, `mib-local-reserve` is `orchestrator/reserve`. A
 * function with the name of a table has this test's part of it, too.
 */
function calledName(name: string): string {
  const [, shard, key = name] = /^(?:t[0-9a-f]{8}-)?mib(-shard-\d+)?-local-(.+)$/.exec(name) ?? [];
  return `${shard ? 'shard' : 'orchestrator'}/${key}`;
}

/** Whether the line is of a run of what starts scheduled payments. It has two for all that is due. */
function isOfRun(line: string): boolean {
  return line.includes('"due_schedules"') || line.includes('"message":"paid what was scheduled"');
}

/** The name of a table without this test's part of it. */
function tableName(name: string): string {
  const [, shard, key = name] = /^t[0-9a-f]{8}-mib(-shard-\d+)?-local-(.+)$/.exec(name) ?? [];
  return shard ? `shard ${key}` : key;
}

function bytesOf(line: string): number {
  return Buffer.byteLength(line.replaceAll(/"(duration_ms|time_to_final)":\d+/g, '"$1":123'));
}
