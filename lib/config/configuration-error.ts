/** A wrong configuration. Lists every problem, so that one start is enough to see them all. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`configuration: ${problems.join('; ')}`);
    this.problems = problems;
  }
}

/**
 * The lines that explain an error to the user of a program: each problem of a configuration, or the
 * message.
 */
export function errorLines(error: unknown): readonly string[] {
  if (error instanceof ConfigurationError) return error.problems;
  return [error instanceof Error ? error.message : String(error)];
}

/** Explains an error to the user of a program, which then exits with 1. */
export function reportError(error: unknown): void {
  for (const line of errorLines(error)) console.error(line);
  process.exitCode = 1;
}
