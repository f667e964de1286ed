import type { Runner } from '../runner.ts';
import type { World } from '../world.ts';

/** What the cases of a transfer play on. Filled in before the first test. */
export interface Stage {
  readonly world: World;
  readonly runner: Runner;
  /** For what happens in another run at the same time. */
  readonly other: Runner;
}
