import type * as z from 'zod/mini';

/** After this time, in ms, a changed parameter has reached every function that reads it. */
export const REFRESH_AFTER_MS = 5 * 60_000;
/** Tokens with unknown key ids cause at most one read in this time, in ms, however many arrive. */
const REREAD_AFTER_MS = 30_000;

/** Reads a parameter's value by its name. */
interface Parameters {
  get(name: string): Promise<string>;
}

/** A stored set of keys. Tokens refer to a key by its `kid`. */
interface KeySet {
  readonly keys: readonly { readonly kid: string }[];
}

/**
 * A key set in a parameter. It is read when first needed and again every five minutes, so that a
 * rotation reaches warm functions. If a later read fails, the old keys stay in use.
 */
export class KeySource<T extends KeySet> {
  readonly #parameters: Parameters;
  readonly #name: string;
  readonly #schema: z.ZodMiniType<T>;
  #reading: Promise<T> | undefined;
  #readAt = 0;

  constructor(parameters: Parameters, name: string, schema: z.ZodMiniType<T>) {
    this.#parameters = parameters;
    this.#name = name;
    this.#schema = schema;
  }

  /** @param now ms since 1970 */
  get(now: number): Promise<T> {
    return this.#noOlderThan(REFRESH_AFTER_MS, now);
  }

  /**
   * The keys to verify a token with. If they lack the key that the token names, they are read
   * again: another function may have signed with a newer one.
   * @param kid the key id in the token, if any
   * @param now ms since 1970
   */
  async knowing(kid: string | undefined, now: number): Promise<T> {
    const known = await this.get(now);
    if (kid === undefined || known.keys.some((key) => key.kid === kid)) return known;
    return this.#noOlderThan(REREAD_AFTER_MS, now);
  }

  #noOlderThan(age: number, now: number): Promise<T> {
    if (this.#reading && now - this.#readAt < age) return this.#reading;
    const before = this.#reading;
    this.#readAt = now;
    this.#reading = this.#read().catch((error: unknown) => {
      this.#reading = before;
      if (before) return before;
      throw error;
    });
    return this.#reading;
  }

  async #read(): Promise<T> {
    return this.#schema.parse(JSON.parse(await this.#parameters.get(this.#name)));
  }
}
