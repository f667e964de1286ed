import type * as z from 'zod';
import type { Parameters } from '../store/parameters.ts';

const REFRESH_AFTER_MS = 5 * 60_000;

/**
 * A key set kept in a parameter, read when first needed and again every five minutes, so that a rotation reaches functions that
 * are warm. If the new reading fails the old keys go on.
 */
export class KeySource<T> {
  readonly #parameters: Pick<Parameters, 'get'>;
  readonly #name: string;
  readonly #schema: z.ZodType<T>;
  #reading: Promise<T> | undefined;
  #readAt = 0;

  constructor(parameters: Pick<Parameters, 'get'>, name: string, schema: z.ZodType<T>) {
    this.#parameters = parameters;
    this.#name = name;
    this.#schema = schema;
  }

  /** @param now ms since 1970 */
  get(now: number): Promise<T> {
    if (this.#reading && now - this.#readAt < REFRESH_AFTER_MS) return this.#reading;
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
