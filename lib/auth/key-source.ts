import type * as z from 'zod/mini';

/** Within this time, in ms, a change of a parameter has reached every function that can read it. */
export const REFRESH_AFTER_MS = 5 * 60_000;
/** Tokens that name keys nobody knows cost no more than one reading in this time, in ms, whoever sends them and how many. */
const REREAD_AFTER_MS = 30_000;

/** Reads a parameter's value by its name. */
interface Parameters {
  get(name: string): Promise<string>;
}

/** What is kept: keys, each with the id by which tokens name it. */
interface KeySet {
  readonly keys: readonly { readonly kid: string }[];
}

/**
 * A key set kept in a parameter, read when first needed and again every five minutes, so that a rotation reaches functions that
 * are warm. If the new reading fails the old keys go on.
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
   * The keys to verify a token with. If the one that it names is not among them they are read again before anything is refused:
   * another function may know a newer one already.
   * @param kid what the token names, if it names one
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
