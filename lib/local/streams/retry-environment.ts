/** Time, chance and the log, as retries use them. */
export interface RetryEnvironment {
  readonly pause: (ms: number) => Promise<unknown>;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly say: (line: string) => void;
}
