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
  /** The emulators of the cell: the functions' Lambda API, its database, Step Functions and so on. */
  readonly endpointPort: number;
  readonly endpoint: string;
  /** The endpoint of a database elsewhere. Undefined: the database is one of the emulators. */
  readonly database: string | undefined;
  /** The folder of the cell's data. Undefined: nothing is stored. */
  readonly folder?: string;
}

const PORTS_FOR_EACH = 2;

/**
 * Finds addresses for each cell.
 * @param database the endpoint for all cells, instead of embedded databases
 * @param folder of the cells' folders
 * @param secret of the emulators
 */
export async function placesFor(
  cells: readonly Cell[],
  { database, folder, secret }: { database?: string | undefined; folder?: string | undefined; secret: string },
): Promise<Place[]> {
  const free = await freePorts(cells.length * PORTS_FOR_EACH);
  return cells.map((cell, n) => {
    const [anyPort = 0, endpointPort = 0] = free.slice(n * PORTS_FOR_EACH);
    const { host } = cell.listen;
    const port = cell.listen.port || anyPort;
    return {
      cell,
      listen: { host, port },
      url: `http://${EVERYWHERE.has(host) ? 'localhost' : host}:${port}`,
      endpointPort,
      endpoint: standInEndpoint(endpointPort, secret),
      database,
      ...(folder !== undefined && { folder: path.join(folder, cell.name) }),
    };
  });
}

const EVERYWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '[::]']);
