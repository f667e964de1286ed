import * as z from 'zod';
import { type Operation, ServiceError } from '../aws/aws-json.ts';

/**
 * A part of a cell that can fail by itself, as its service can in the cloud. `replies`: its HTTP API
 * carries requests out, and their responses are lost.
 */
export type Part = z.infer<typeof Part>;
export const Part = z.enum(['database', 'executions', 'replies']);

type Operations = Readonly<Record<string, Operation>>;

/**
 * Outages of parts of a cell, for tests of the whole system and for operators who break a local
 * stack to see it heal. A killed process takes all of its parts with it. In the cloud a database is out of reach while the functions run, and executions
 * are lost while functions that they have called go on.
 */
export class Outages {
  /** By performance.now() */
  readonly #until = new Map<Part, number>();

  /** Takes a part out of reach for a time. */
  begin(part: Part, ms: number): void {
    this.#until.set(part, performance.now() + ms);
  }

  /** Whether a part is out of reach. */
  has(part: Part): boolean {
    return performance.now() < (this.#until.get(part) ?? 0);
  }

  /** The operations, which fail while the part is out of reach, before or after they have run. */
  interrupting(part: Part, operations: Operations): Operations {
    const assertThere = () => {
      if (this.has(part)) throw new ServiceError('InternalServerError', `out of reach: ${part}`, {}, 500);
    };
    const interruptible = (run: Operation): Operation => {
      return async (input) => {
        assertThere();
        const result = await run(input);
        assertThere();
        return result;
      };
    };
    return Object.fromEntries(Object.entries(operations).map(([target, run]) => [target, interruptible(run)]));
  }
}
