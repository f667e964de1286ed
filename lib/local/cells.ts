import path from 'node:path';
import { ConfigurationError } from '../config/configuration-error.ts';
import type { Cell } from './cell.ts';
import { cellEnvironment } from './cell-environment.ts';
import { forward } from './forward.ts';
import { loadService, PROJECT, SERVERLESS, STAGE } from './load-service.ts';
import type { Logs } from './logs.ts';
import { type Place, placesFor } from './places.ts';
import { freePorts, isFree } from './ports.ts';
import { Processes, runToEnd } from './processes.ts';
import { cloudSettings, type Keys, type Planned, preparation } from './settings.ts';
import { newRunId, removeWorkFolders } from './work-folders.ts';

export interface CellsOptions {
  readonly cells: readonly Cell[];
  /** The database of all cells; each has an embedded one of its own if it is undefined. */
  readonly database?: string | undefined;
  /** Where the embedded databases are kept; in memory if it is undefined. */
  readonly folder?: string | undefined;
  readonly keys: Keys;
  /** Of the treasury's user on the orchestrator. The treasury's wallet is opened on shard 0 without it too. */
  readonly treasuryPassword?: string | undefined;
  readonly logs: Logs;
}

export interface RunningCells {
  readonly planned: readonly Planned[];
  readonly cloudEndpoint: string;
  readonly processes: Processes;
  readonly stop: () => Promise<void>;
}

/**
 * Starts the databases, the endpoint of Step Functions and parameters, and the functions of each cell, each in a process of its
 * own, and resolves when all of them answer and the tables and the treasury are there.
 * @throws ConfigurationError if a port is in use; Error if something does not start, after ending what did
 */
export async function startCells({
  cells,
  database,
  folder,
  keys,
  treasuryPassword,
  logs,
}: CellsOptions): Promise<RunningCells> {
  await checkPorts(cells);
  await removeWorkFolders();
  const RUN_ID = newRunId();
  const processes = new Processes();
  const forwarded: (() => void)[] = [];
  const stop = async () => {
    for (const end of forwarded) end();
    await processes.stop();
    await removeWorkFolders(RUN_ID);
    logs.close();
  };
  const places = await placesFor(cells, { database, folder });
  const [cloudPort = 0] = await freePorts(1);
  const cloudEndpoint = `http://127.0.0.1:${cloudPort}`;
  const environment = ({ cell, databaseEndpoint }: Place, more: Readonly<Record<string, string>>) =>
    cellEnvironment({ databaseEndpoint, embedded: database === undefined, cloudEndpoint }, { ...cell.env, ...more });
  const run = (name: string, argv: string[], env: Record<string, string | undefined>, answersAt: string[]) =>
    processes.add({ name, argv, cwd: PROJECT, env, answersAt, onLine: (line) => logs.line(name, line) }).start();

  const runDatabases = async () => {
    const databases = places.flatMap((place) => place.database ?? []);
    if (databases.length === 0) return;
    const env = { ...process.env, DATABASES: JSON.stringify(databases) };
    await run(
      'database',
      [program('database.ts')],
      env,
      places.map((place) => place.databaseEndpoint),
    );
  };
  const runFunctions = async (place: Place) => {
    await run(place.cell.name, offline(place), environment(place, { RUN_ID }), [
      `http://127.0.0.1:${place.httpPort}`,
      place.lambdaEndpoint,
    ]);
    if (place.httpPort !== place.listen.port) forwarded.push(await forward(place.listen, place.httpPort));
  };
  const plan = (place: Place): Promise<Planned> =>
    loadService({ config: place.cell.config, env: place.cell.env }).then((service) => ({ place, service }));

  try {
    const [first] = places;
    if (!first) throw new Error('no cells to start');
    const databases = runDatabases();
    const planning = Promise.all(places.map(plan));
    const ready = Promise.all([
      ...places.map(runFunctions),
      planning.then((planned) => {
        const CLOUD = JSON.stringify(cloudSettings(cloudPort, planned, keys));
        return run('cloud', [program('cloud.ts')], environment(first, { CLOUD }), [cloudEndpoint]);
      }),
      Promise.all([planning, databases]).then(([planned]) => {
        const PREPARATION = JSON.stringify(preparation(planned, treasuryPassword));
        return runToEnd(program('prepare.ts'), environment(first, { PREPARATION }));
      }),
    ]);
    await ready;
    return { planned: await planning, cloudEndpoint, processes, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function program(file: string): string {
  return path.join(import.meta.dirname, file);
}

function offline({ cell, httpPort, lambdaPort }: Place): string[] {
  return [
    ...[SERVERLESS, 'offline', '--stage', STAGE, '--config', cell.config, '--host', '127.0.0.1'],
    ...['--httpPort', String(httpPort), '--lambdaPort', String(lambdaPort)],
  ];
}

async function checkPorts(cells: readonly Cell[]): Promise<void> {
  const problems: string[] = [];
  const taken = new Map<number, string>();
  for (const { name, listen, otherPort } of cells) {
    if (listen.port === 0) continue;
    const holder = taken.get(listen.port);
    if (holder !== undefined) problems.push(`port ${listen.port} is for ${holder} and ${name}: ${otherPort}`);
    else if (!(await isFree(listen))) problems.push(`port ${listen.port} is in use: ${otherPort}`);
    taken.set(listen.port, name);
  }
  if (problems.length > 0) throw new ConfigurationError(problems);
}
