import path from 'node:path';
import { ConfigurationError } from '../../config/configuration-error.ts';
import { GUARD, newStandInSecret, standInEndpoint } from '../aws/stand-ins.ts';
import { lambdaInvoke } from '../aws/step-functions/lambda-invoke.ts';
import { listen } from '../gateway/listen.ts';
import type { ChildOptions } from '../processes/child.ts';
import { failureIn } from '../processes/failures.ts';
import { type Logs, logsIn } from '../processes/logs.ts';
import { freePorts } from '../processes/ports.ts';
import { Processes, runToEnd } from '../processes/processes.ts';
import { PROJECT, SERVERLESS, STAGE } from '../processes/project.ts';
import { newRunId, removeWorkFolders } from '../processes/work-folders.ts';
import { loadService } from '../template/load-service.ts';
import type { Webhook } from '../webhook/webhook.ts';
import type { Cell } from './cell.ts';
import { cellEnvironment, type Endpoints, endpointVariables } from './cell-environment.ts';
import { type Place, placesFor } from './places.ts';
import { portProblems } from './ports-of-cells.ts';
import { cloudSettings, databaseSettings, type Keys, preparation, type ResolvedCell, variablesOf } from './settings.ts';

export interface CellsOptions {
  readonly cells: readonly Cell[];
  /** The database of all cells; each has an embedded one of its own if it is undefined. */
  readonly database?: string | undefined;
  /** Where the embedded databases are kept; in memory if it is undefined. */
  readonly folder?: string | undefined;
  readonly keys: Keys;
  /** Of the treasury's user on the orchestrator. The treasury's wallet is opened on shard 0 without it too. */
  readonly treasuryPassword?: string | undefined;
  /** Where events go; nowhere if it is undefined. */
  readonly webhook?: Webhook | undefined;
  /** By default files in the folder for logs, if there is one. */
  readonly logs?: Logs | undefined;
  readonly logsFolder?: string | undefined;
  /** Told of every failure that a process logs; nobody by default. */
  readonly say?: ((line: string) => void) | undefined;
}

type Started = Pick<ChildOptions, 'name' | 'argv' | 'env' | 'answersAt' | 'preload'>;

export interface RunningCells {
  readonly planned: readonly ResolvedCell[];
  readonly cloudEndpoint: string;
  readonly processes: Processes;
  /** What the functions of one cell find in their environment, beside what this process has. */
  readonly variables: (of: ResolvedCell) => Record<string, string>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts the databases, the endpoint of Step Functions, parameters and events, and the functions of each cell, each in a process of its
 * own, the HTTP API of each cell in this one, and resolves when all of them answer and the tables and the treasury are there.
 * @throws ConfigurationError if a port is in use; Error if something does not start, after ending what did
 */
export async function startCells({
  cells,
  database,
  folder,
  keys,
  treasuryPassword,
  webhook,
  ...options
}: CellsOptions): Promise<RunningCells> {
  const problems = await portProblems(cells);
  if (problems.length > 0) throw new ConfigurationError(problems);
  await removeWorkFolders();
  const logs =
    options.logs ?? (await logsIn(options.logsFolder, [DATABASE, 'cloud', ...cells.map(({ name }) => name)]));
  const RUN_ID = newRunId();
  const processes = new Processes();
  const gateways: (() => void)[] = [];
  const stop = async () => {
    for (const end of gateways) end();
    await processes.stop(DATABASE);
    await removeWorkFolders(RUN_ID);
    logs.close();
  };
  const secret = newStandInSecret();
  const places = await placesFor(cells, { database, folder, secret });
  const [cloudPort = 0] = await freePorts(1);
  const cloudEndpoint = standInEndpoint(cloudPort, secret);
  const endpoints = ({ databaseEndpoint }: Place): Endpoints => ({
    databaseEndpoint,
    embedded: database === undefined,
    cloudEndpoint,
  });
  const environment = (place: Place, more: Readonly<Record<string, string>>) =>
    cellEnvironment(endpoints(place), { ...place.cell.env, ...more });
  const variables = ({ place, service }: ResolvedCell) => ({
    ...endpointVariables(endpoints(place)),
    ...place.cell.env,
    ...variablesOf(service),
  });
  const line = (name: string, text: string) => {
    logs.line(name, text);
    for (const failure of failureIn(text)) options.say?.(`${name} | ${failure}`);
  };
  const failed = (name: string, text: string) => {
    logs.line(name, text);
    for (const one of text.split('\n')) options.say?.(`${name} | ${one}`);
  };
  /** All of them stand in for services of AWS. */
  const run = ({ name, preload = [], env, ...more }: Started) => {
    const guarded = { preload: [GUARD, ...preload], env: { ...env, STAND_IN_SECRET: secret } };
    return processes.add({ name, ...guarded, ...more, cwd: PROJECT, onLine: (text) => line(name, text) }).start();
  };

  const runDatabases = async (planned: readonly ResolvedCell[]) => {
    const databases = databaseSettings(planned);
    if (databases.length === 0) return;
    const env = { ...process.env, DATABASES: JSON.stringify(databases) };
    const answersAt = places.map((place) => place.databaseEndpoint);
    await run({ name: DATABASE, argv: [program('database/database.ts')], env, answersAt });
  };
  const runFunctions = async (place: Place) => {
    const { name } = place.cell;
    await run({
      name,
      argv: offline(place),
      preload: [program('processes/with-esbuild.mjs')],
      env: environment(place, { RUN_ID, ...LITTLE_MEMORY }),
      answersAt: [place.lambdaEndpoint],
    });
  };
  const plan = async (place: Place): Promise<ResolvedCell> => {
    const { config, env } = place.cell;
    // Functions get the shards' addresses from their environment. In the template they would make every start print anew.
    const read = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('SHARD_ADDRESS_')));
    return { place, service: await loadService({ config, env: read }) };
  };

  try {
    const [first] = places;
    if (!first) throw new Error('no cells to start');
    const planning = Promise.all(places.map(plan));
    const ready = Promise.all([
      ...places.map(runFunctions),
      planning.then((planned) => {
        const CLOUD = JSON.stringify(cloudSettings(planned, { port: cloudPort, keys, webhook, folder }));
        const env = environment(first, { CLOUD });
        return run({ name: 'cloud', argv: [program('aws/cloud.ts')], env, answersAt: [cloudEndpoint] });
      }),
      planning.then(async (planned) => {
        await runDatabases(planned);
        const PREPARATION = JSON.stringify(preparation(planned, treasuryPassword));
        return runToEnd(program('cells/prepare.ts'), environment(first, { PREPARATION }));
      }),
    ]);
    await ready;
    const planned = await planning;
    // Nobody is let in before the tables and the treasury are there.
    for (const { place, service } of planned) {
      const invoke = lambdaInvoke(place.lambdaEndpoint);
      const { name, pages } = place.cell;
      const say = (text: string) => failed(name, text);
      gateways.push(await listen(place.listen, { functions: service.functions, invoke, pages, say }));
    }
    return { planned, cloudEndpoint, processes, variables, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const DATABASE = 'database';

/**
 * Large pieces of memory go back to the system as soon as they are free (glibc only). Starting the Serverless Framework leaves some
 * 90 MB of them behind in each service otherwise.
 */
const LITTLE_MEMORY = { MALLOC_MMAP_THRESHOLD_: '32768' };

function program(file: string): string {
  return path.join(import.meta.dirname, '..', file);
}

function offline({ cell, lambdaPort, offlinePort }: Place): string[] {
  return [
    ...[SERVERLESS, 'offline', '--stage', STAGE, '--config', cell.config, '--host', '127.0.0.1'],
    ...['--httpPort', String(offlinePort), '--lambdaPort', String(lambdaPort)],
  ];
}
