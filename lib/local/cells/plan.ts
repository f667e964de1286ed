import { ConfigurationError } from '../../config/configuration-error.ts';
import { newStandInSecret } from '../aws/stand-ins.ts';
import { loadService } from '../template/load-service.ts';
import type { Cell } from './cell.ts';
import { cellEnvironment, endpointVariables } from './cell-environment.ts';
import { type Place, placesFor } from './places.ts';
import { portProblems } from './ports-of-cells.ts';
import { type ResolvedCell, variablesOf } from './settings.ts';

/** Everything about the cells that is decided before the first process starts. */
export interface Plan {
  readonly cells: readonly ResolvedCell[];
  /** Admits to the emulators of this start. */
  readonly secret: string;
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
  return { cells: await Promise.all(places.map((place) => resolved(place, progress))), secret };
}

/**
 * Reads the serverless file of a cell.
 * @param progress as in planCells
 * @throws Error if the Serverless Framework refuses the file
 */
export async function resolved(place: Place, progress: (line: string) => void): Promise<ResolvedCell> {
  const { config, env } = place.cell;
  // Functions get the shards' addresses from their environment. In the template they would make
  // every start print anew.
  const read = Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('SHARD_ADDRESS_')));
  return { place, service: await loadService({ config, env: read, progress }) };
}

/** The environment of the process of a cell. */
export function environmentOf(place: Place): Record<string, string | undefined> {
  return cellEnvironment(place, place.cell.env);
}

/**
 * The variables that the functions of a cell find in their environment beside those of this
 * process.
 */
export function variablesIn({ place, service }: ResolvedCell): Record<string, string> {
  return { ...endpointVariables(place), ...place.cell.env, ...variablesOf(service) };
}
