/** The CORS settings of an HTTP API, in the form of serverless.yml. */
interface Cors {
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly exposedResponseHeaders: readonly string[];
  readonly allowCredentials: false;
  readonly maxAge: number;
}

/**
 * For serverless.yml, from the environment.
 * @throws Error if an origin is invalid
 */
declare function cors(): Cors | false;

declare namespace cors {
  /** The origins in the value of CORS_ORIGINS, and one problem for each invalid origin. */
  function originsIn(text?: string): { readonly origins: readonly string[]; readonly problems: readonly string[] };
  /** The CORS settings of an HTTP API, or undefined if no page may call it. */
  function corsOf(origins: readonly string[]): Cors | undefined;
}

export = cors;
