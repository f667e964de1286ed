import path from 'node:path';
import { standInEndpoint } from '../aws/stand-ins.ts';
import { freePorts, type ListenAddress } from '../processes/ports.ts';
import type { Cell } from './cell.ts';

/** The addresses of a cell and of the emulators that it uses. */
export interface Place {
  readonly cell: Cell;
  /** The address of its HTTP API, and its URL. */
  readonly listen: ListenAddress;
  readonly url: string;
  /** The Lambda API calls any function by its name, so it listens on 127.0.0.1 alone. */
  readonly lambdaPort: number;
  readonly lambdaEndpoint: string;
  readonly databaseEndpoint: string;
  /** The embedded database, if there is one. Without `path` it is in memory. */
  readonly database?: { readonly port: number; readonly path?: string };
}

const PORTS_FOR_EACH = 3;

/**
 * Finds addresses for each cell.
 * @param database the endpoint for all cells, instead of embedded databases
 * @param folder of the embedded databases
 * @param secret of the emulators
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
