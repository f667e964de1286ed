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
  #reading: Promise<readonly WebhookSubscription[]> | undefined;
  #readAt = 0;

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
    const before = this.#reading;
    if (before && now - this.#readAt < SUBSCRIPTIONS_REFRESH_MS) return before;
    return this.#read(now).catch((error: unknown) => {
      if (before) return before;
      throw error;
    });
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
    if (found || this.#readAt > knownAt + CLOCKS_DIFFER_MS) return found;
    return (await this.#read(now)).find(named);
  }

  #read(now: number): Promise<readonly WebhookSubscription[]> {
    const before = this.#reading;
    const readAt = this.#readAt;
    const reading = this.#parameters
      .find(this.#name)
      .then((text) => (text === undefined ? [] : WebhookSubscriptions.parse(JSON.parse(text)).subscriptions));
    this.#reading = reading;
    this.#readAt = now;
    reading.catch(() => {
      if (this.#reading !== reading) return;
      this.#reading = before;
      // Not tried again with every message while it fails.
      this.#readAt = before ? now : readAt;
    });
    return reading;
  }
}
