/** What an HTTP API is told of CORS, as serverless.yml takes it. */
interface Cors {
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly exposedResponseHeaders: readonly string[];
  readonly allowCredentials: false;
  readonly maxAge: number;
}

/** For serverless.yml, from the environment. @throws Error if an origin is none */
declare function cors(): Cors | false;

declare namespace cors {
  /** The origins in the value of CORS_ORIGINS, and what is wrong with each that is none. */
  function originsIn(text?: string): { readonly origins: readonly string[]; readonly problems: readonly string[] };
  /** What an HTTP API is told of CORS; undefined if no page may call it. */
  function corsOf(origins: readonly string[]): Cors | undefined;
}

export = cors;
