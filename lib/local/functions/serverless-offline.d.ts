// serverless-offline has no types. These describe the few parts that are used here.

declare module 'serverless-offline' {
  type Print = (...parts: unknown[]) => void;

  /** What the Serverless Framework hands to a plugin. */
  interface Serverless {
    readonly service: {
      /** The keys of the functions. */
      getAllFunctions(): readonly string[];
      /** A function as the serverless file declares it. */
      getFunction(key: string): object | undefined;
      getAllEventsInFunction(key: string): readonly object[];
    };
    /** Handlers are named relative to this folder. */
    readonly serviceDir: string;
    readonly config: { readonly servicePath: string; readonly serverlessPath: string };
  }

  /** Runs functions, and opens the Lambda API for them. */
  export default class ServerlessOffline {
    constructor(
      serverless: Serverless,
      options: { readonly host: string; readonly lambdaPort: number },
      utils: {
        readonly log: Readonly<
          Record<'debug' | 'info' | 'verbose' | 'success' | 'notice' | 'warning' | 'error', Print>
        >;
        readonly progress: object;
      },
    );
    /** Resolves when the Lambda API listens. */
    start(): Promise<void>;
  }
}
