import { isNativeError } from 'node:util/types';

/** An error that Step Functions itself reports, by its name: `States.Timeout`, for example. */
export class StatesError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

const RUNTIME = 'States.Runtime';

/**
 * What a state machine cannot go on from: a path that leads to nothing, above all. Neither Retry nor
 * Catch sees it, not even by States.ALL.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
 */
export function runtimeError(message: string): StatesError {
  return new StatesError(RUNTIME, message);
}

/** @param error what was thrown */
export function isRuntimeError(error: unknown): boolean {
  return error instanceof StatesError && error.name === RUNTIME;
}

/**
 * Compiles a part of a definition.
 * @throws Error whose message begins with the name of the part
 */
export function named<T>(part: string, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    throw new Error(`${part}: ${errorOutput(error).Cause}`, { cause: error });
  }
}

/** A run ended with an error that no state caught, or in a Fail state. `message` is the Cause. */
export class ExecutionFailed extends Error {
  override readonly name = 'ExecutionFailed';
  /** The name of the error: the one that Retry and Catch match, or the Error of a Fail state. */
  readonly error: string;

  /** @param reason what was thrown */
  constructor(reason: unknown) {
    const { Error: error, Cause } = errorOutput(reason);
    super(Cause, { cause: reason });
    this.error = error;
  }
}

/** A run took longer than the TimeoutSeconds of its machine. */
export class ExecutionTimedOut extends Error {
  override readonly name = 'ExecutionTimedOut';
}

/** A run was aborted. */
export class ExecutionAborted extends Error {
  override readonly name = 'ExecutionAborted';
}

/** What a Catch gets of an error. */
export function errorOutput(reason: unknown): { readonly Error: string; readonly Cause: string } {
  return isNativeError(reason)
    ? { Error: reason.name, Cause: reason.message }
    : { Error: 'Error', Cause: String(reason) };
}
