// serverless-offline has no types. These describe the few parts that are used here.

declare module 'serverless-offline/lambda' {
  /** A function as the serverless file declares it. */
  interface Declared {
    readonly name: string;
    readonly handler: string;
  }

  /** One instance of a function. It runs one call at a time. */
  export interface Instance {
    setEvent(event: unknown): void;
    /** @returns the result of the handler. Rejects with what the handler throws. */
    runHandler(): Promise<unknown>;
  }

  /** Runs functions as Lambda does: an instance for each call in flight. */
  export default class Lambda {
    constructor(
      serverless: {
        readonly service: { readonly service: string; readonly provider: object };
        /** Handlers are named relative to this folder. */
        readonly serviceDir: string;
        readonly config: { readonly servicePath: string; readonly serverlessPath: string };
      },
      options: { readonly useInProcess: true; readonly localEnvironment: false; readonly noTimeout: true },
    );
    create(functions: readonly { readonly functionKey: string; readonly functionDefinition: Declared }[]): void;
    /** An idle instance of a function, or a new one. */
    get(functionKey: string): Instance;
  }
}
