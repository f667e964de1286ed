import { type WebhookSubscription, WebhookSubscriptions } from '../domain/webhook-subscription.ts';
import type { ParameterReader } from './parameter-reader.ts';

/** Within this time, in ms, a change of the subscriptions has reached every function. */
export const SUBSCRIPTIONS_REFRESH_MS = 60_000;
/** Clocks of two instances differ by less, in ms. */
const CLOCKS_DIFFER_MS = 5_000;

/**
 * The subscriptions of a stage, read from its parameter when first needed and again every minute.
 */
export class StoredSubscriptions {
  readonly #parameters: Pick<ParameterReader, 'find'>;
  readonly #name: string;
  #known: readonly WebhookSubscription[] | undefined;
  /** When the reading began that gave them. */
  #knownSince = 0;
  /** When the last reading began, whether it failed or not. */
  #readAt = 0;
  #reading: Promise<readonly WebhookSubscription[]> | undefined;

  /** @param name of the parameter */
  constructor(parameters: Pick<ParameterReader, 'find'>, name: string) {
    this.#parameters = parameters;
    this.#name = name;
  }

  /**
   * All subscriptions. If a new reading fails, those of the reading before stay.
   * @param now ms since 1970
   * @throws Error if the parameter was never read and cannot be read
   */
  async all(now: number): Promise<readonly WebhookSubscription[]> {
    const isFresh = now - this.#readAt < SUBSCRIPTIONS_REFRESH_MS;
    if (this.#known && isFresh) return this.#known;
    try {
      return await (this.#reading ?? this.#read(now));
    } catch (error) {
      if (this.#known) return this.#known;
      throw error;
    }
  }

  /**
   * One subscription, which another instance knew at a time.
   * @param knownAt ms since 1970
   * @param now ms since 1970
   * @returns undefined if it was removed after that time
   * @throws Error if it is unknown, and the parameter cannot be read again
   */
  async find(id: string, knownAt: number, now: number): Promise<WebhookSubscription | undefined> {
    const named = (one: WebhookSubscription) => one.id === id;
    const found = (await this.all(now)).find(named);
    if (found || this.#knownSince > knownAt + CLOCKS_DIFFER_MS) return found;
    return (await this.#read(now)).find(named);
  }

  #read(now: number): Promise<readonly WebhookSubscription[]> {
    this.#readAt = now;
    const reading = this.#parameters
      .find(this.#name)
      .then((text) => {
        const known = text === undefined ? [] : WebhookSubscriptions.parse(JSON.parse(text)).subscriptions;
        this.#known = known;
        this.#knownSince = now;
        return known;
      })
      .finally(() => {
        if (this.#reading === reading) this.#reading = undefined;
      });
    this.#reading = reading;
    return reading;
  }
}
