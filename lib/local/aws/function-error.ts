/** A function failed, or could not be called. `name` is the type that Retry and Catch match. */
export class FunctionError extends Error {
  /** The function was not called, so nothing has happened. A retry may succeed. */
  readonly notCalled: boolean;
  /** The stack trace in the function, if there is one. */
  readonly trace: string | undefined;

  constructor(
    name: string,
    message: string,
    { notCalled = false, trace }: { notCalled?: boolean; trace?: readonly string[] | undefined } = {},
  ) {
    super(message);
    this.name = name;
    this.notCalled = notCalled;
    this.trace = trace?.join('\n');
  }
}
