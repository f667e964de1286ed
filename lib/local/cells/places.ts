import path from 'node:path';
import { standInEndpoint } from '../aws/stand-ins.ts';
import { freePorts, type ListenAddress } from '../processes/ports.ts';
import type { Cell } from './cell.ts';

/** Where a cell and what it uses can be found on this machine. */
export interface Place {
  readonly cell: Cell;
  /** Where it answers to the world, and what to call it by. */
  readonly listen: ListenAddress;
  readonly url: string;
  /** serverless-offline listens on this machine's own address alone: it lets anyone call any function by its name. */
  readonly lambdaPort: number;
  readonly lambdaEndpoint: string;
  readonly databaseEndpoint: string;
  /** The embedded database, if there is one; without `path` it is in memory. */
  readonly database?: { readonly port: number; readonly path?: string };
}

const PORTS_FOR_EACH = 3;

/**
 * Finds a place for each cell.
 * @param database the one of all cells, instead of embedded ones
 * @param folder where the embedded databases are kept
 * @param secret of the stand-ins
 */
export async function placesFor(
  cells: readonly Cell[],
  { database, folder, secret }: { database?: string | undefined; folder?: string | undefined; secret: string },
): Promise<Place[]> {
  const free = await freePorts(cells.length * PORTS_FOR_EACH);
  return cells.map((cell, n) => {
    const [anyPort = 0, lambdaPort = 0, databasePort = 0] = free.slice(n * PORTS_FOR_EACH);
    const { host } = cell.listen;
    const port = cell.listen.port || anyPort;
    const embedded = { port: databasePort, ...(folder !== undefined && { path: path.join(folder, cell.name) }) };
    return {
      cell,
      listen: { host, port },
      url: `http://${EVERYWHERE.has(host) ? 'localhost' : host}:${port}`,
      lambdaPort,
      lambdaEndpoint: standInEndpoint(lambdaPort, secret),
      databaseEndpoint: database ?? standInEndpoint(databasePort, secret),
      ...(database === undefined && { database: embedded }),
    };
  });
}

const EVERYWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '[::]']);
