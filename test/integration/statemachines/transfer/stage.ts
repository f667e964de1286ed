import type { Runner } from '../runner.ts';
import type { WorkflowWorld } from '../workflow-world.ts';

/** What the cases of a transfer share. It is set before the first test. */
export interface Stage {
  readonly world: WorkflowWorld;
  readonly runner: Runner;
  /** Runs the same transfer concurrently. */
  readonly other: Runner;
}
