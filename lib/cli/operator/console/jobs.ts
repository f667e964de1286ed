import { randomUUID } from 'node:crypto';
import { errorLines } from '../../../config/configuration-error.ts';
import type { Job } from '../../../web/console/contract.ts';
import { iso } from '../iso-time.ts';
import { ConsoleProblem, problemOf } from './problems.ts';

const REMEMBERED = 50;
const MOST_FAILURES = 100;

/** The progress of a job, for the job itself. */
export interface Progress {
  readonly done: () => void;
  readonly failed: (what: string, error: unknown) => void;
}

/** Work that takes longer than a request. It is remembered until the control room ends. */
export class Jobs {
  readonly #jobs = new Map<string, Job>();
  readonly #now: () => number;

  /** @param now ms since 1970 */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws ConsoleProblem not_found */
  get(id: string): Job {
    const job = this.#jobs.get(id);
    if (!job) throw new ConsoleProblem('not_found', 'This control room has no such job.');
    return job;
  }

  /**
   * Starts a job and returns at once.
   * @param total how many parts it has
   */
  start(kind: Job['kind'], total: number, run: (progress: Progress) => Promise<unknown>): Job {
    const job: Job = { id: randomUUID(), kind, started_at: iso(this.#now()), total, done: 0, failures: [] };
    this.#jobs.set(job.id, job);
    for (const old of this.#jobs.keys()) {
      if (this.#jobs.size <= REMEMBERED) break;
      this.#jobs.delete(old);
    }
    const progress: Progress = {
      done: () => void job.done++,
      failed(what, error) {
        job.done++;
        if (job.failures.length < MOST_FAILURES) job.failures.push({ what, message: messageOf(error) });
      },
    };
    run(progress)
      .catch((error: unknown) => progress.failed(kind, error))
      .finally(() => {
        job.finished_at = iso(this.#now());
      });
    return job;
  }
}

/** What an error says, for a person. Errors of connections may have a code in place of a message. */
export function messageOf(error: unknown): string {
  return problemOf(error).code === 'unreachable' ? problemOf(error).message : errorLines(error).join('; ');
}
