import { isFree, isOfThisMachine } from '../processes/ports.ts';
import type { Cell } from './cell.ts';

/** A line for each cell that cannot listen on its address. */
export async function portProblems(cells: readonly Cell[]): Promise<string[]> {
  const problems: string[] = [];
  const taken = new Map<number, Cell>();
  for (const cell of cells) {
    const { host, port } = cell.listen;
    if (port === 0) continue;
    const holder = taken.get(port);
    taken.set(port, cell);
    if (holder) problems.push(`port ${port} is for both ${holder.name} and ${cell.name}: ${holder.otherPort}`);
    else if (!(await isOfThisMachine(host)))
      problems.push(`cannot listen on "${host}": it is not an address of this machine`);
    else if (!(await isFree(cell.listen))) problems.push(`port ${port} is in use: ${cell.otherPort}`);
  }
  return problems;
}

/**
 * A line for each port for debuggers that is in use.
 * @param first the port of the first cell; undefined for none
 */
export async function inspectProblems(count: number, first: number | undefined): Promise<string[]> {
  if (first === undefined) return [];
  const ports = Array.from({ length: count }, (_, n) => first + n);
  const free = await Promise.all(ports.map((port) => isFree({ host: '127.0.0.1', port })));
  return ports
    .filter((_, n) => !free[n])
    .map((port) => `port ${port} for debuggers is in use: choose others with --inspect PORT`);
}
