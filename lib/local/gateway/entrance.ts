import type { ExecutionLoad } from '../aws/step-functions/executions.ts';
import type { ServiceFunction } from '../template/template.ts';
import { Admission, type AdmissionBounds, startsExecutions } from './admission.ts';
import { type Bounds, type EndTurn, Turns } from './turns.ts';

/** The requests of one cell. 1,000 simultaneous ones have room. */
const BOUNDS: Bounds = { atOnce: 16, waiting: 1_000, patienceMs: 3_000 };

export interface Limits {
  /** Of all requests of a cell. */
  readonly bounds?: Bounds;
  /** The executions that requests start. Undefined: every request is admitted. */
  readonly load?: ExecutionLoad | undefined;
  /** Of requests that start executions. */
  readonly admission?: AdmissionBounds;
}

/**
 * Where a request of a cell gets its turn, by the name of its function. A request that starts an
 * execution has to be admitted first. While it waits for that it takes no turn from others.
 * @returns undefined: refused, and nothing has begun
 */
export type Entrance = (functionName: string, givesUp: AbortSignal) => Promise<EndTurn | undefined>;

export function entrance(
  functions: readonly ServiceFunction[],
  { bounds = BOUNDS, load, admission: admissionBounds }: Limits,
): Entrance {
  const turns = new Turns(bounds);
  const admission = load && new Admission(load, admissionBounds);
  const starting = new Set(functions.filter(startsExecutions).map(({ name }) => name));
  return async (functionName, givesUp) => {
    if (!admission || !starting.has(functionName)) return turns.take(givesUp);
    const endAdmission = await admission.admit(givesUp);
    if (!endAdmission) return undefined;
    const endTurn = await turns.take(givesUp);
    if (!endTurn) {
      endAdmission();
      return undefined;
    }
    return () => {
      endTurn();
      endAdmission();
    };
  };
}
