import { ConfigurationError } from '../../config/configuration-error.ts';
import { newStandInSecret, standInEndpoint } from '../aws/stand-ins.ts';
import { freePorts } from '../processes/ports.ts';
import { loadService } from '../template/load-service.ts';
import type { Cell } from './cell.ts';
import { cellEnvironment, type Endpoints, endpointVariables } from './cell-environment.ts';
import { type Place, placesFor } from './places.ts';
import { portProblems } from './ports-of-cells.ts';
import { type ResolvedCell, variablesOf } from './settings.ts';

/** Everything about the cells that is decided before the first process starts. */
export interface Plan {
  readonly cells: readonly ResolvedCell[];
  /** Admits to the stand-ins of this start. */
  readonly secret: string;
  /** The stand-in for Step Functions, parameters and events. */
  readonly cloudPort: number;
  readonly cloudEndpoint: string;
  /** The databases run here, not at an endpoint that the user has named. */
  readonly embedded: boolean;
}

/**
 * Finds ports for the cells and reads their serverless files.
 * @param database the endpoint of the database of all cells; undefined for embedded ones
 * @param folder of the embedded databases; undefined to store nothing
 * @param progress called with a line when a file has to be printed by the Serverless Framework,
 * which takes seconds
 * @throws ConfigurationError if a port is in use
 * @throws Error if the Serverless Framework refuses a file
 */
export async function planCells(
  cells: readonly Cell[],
  {
    database,
    folder,
    progress,
  }: { database: string | undefined; folder: string | undefined; progress: (line: string) => void },
): Promise<Plan> {
  if (cells.length === 0) throw new Error('no cells to start');
  const problems = await portProblems(cells);
  if (problems.length > 0) throw new ConfigurationError(problems);
  const secret = newStandInSecret();
  const places = await placesFor(cells, { database, folder, secret });
  const [cloudPort = 0] = await freePorts(1);
  return {
    cells: await Promise.all(places.map((place) => resolved(place, progress))),
    secret,
    cloudPort,
    cloudEndpoint: standInEndpoint(cloudPort, secret),
    embedded: database === undefined,
  };
}

async function resolved(place: Place, progress: (line: string) => void): Promise<ResolvedCell> {
  const { config, env } = place.cell;
  // Functions get the shards' addresses from their environment. In the template they would make
  // every start print anew.
  const read = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('SHARD_ADDRESS_')));
  return { place, service: await loadService({ config, env: read, progress }) };
}

/** The environment of a process that works for a cell. */
export function environmentIn(
  plan: Plan,
  place: Place,
  more: Readonly<Record<string, string>>,
): Record<string, string | undefined> {
  return cellEnvironment(endpointsOf(plan, place), { ...place.cell.env, ...more });
}

/**
 * The variables that the functions of a cell find in their environment beside those of this
 * process.
 */
export function variablesIn(plan: Plan, { place, service }: ResolvedCell): Record<string, string> {
  return { ...endpointVariables(endpointsOf(plan, place)), ...place.cell.env, ...variablesOf(service) };
}

function endpointsOf({ embedded, cloudEndpoint }: Plan, { databaseEndpoint }: Place): Endpoints {
  return { databaseEndpoint, embedded, cloudEndpoint };
}
