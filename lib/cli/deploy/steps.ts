import { errorLines } from '../../config/configuration-error.ts';

/** A failed step. The effects of earlier steps stay. */
export class StepError extends Error {
  override readonly name = 'StepError';

  constructor(step: string, cause: unknown) {
    super(`failed: ${step}`, { cause });
  }
}

/**
 * Runs one step and prints its title and duration.
 * @throws StepError with the title
 */
export async function step<T>(title: string, job: () => Promise<T>): Promise<T> {
  console.log(`… ${title}`);
  const begun = performance.now();
  try {
    const result = await job();
    console.log(`✓ ${title} (${((performance.now() - begun) / 1_000).toFixed(1)} s)`);
    return result;
  } catch (error) {
    throw new StepError(title, error);
  }
}

/**
 * Runs a program of steps. If one fails, it prints the reason and the step, and the program exits
 * with 1.
 */
export async function runSteps(program: () => Promise<void>): Promise<void> {
  await program().catch((error: unknown) => {
    for (const line of explanation(error)) console.error(line);
    process.exitCode = 1;
  });
}

function explanation(error: unknown): readonly string[] {
  return error instanceof StepError ? [...explanation(error.cause), error.message] : errorLines(error);
}
