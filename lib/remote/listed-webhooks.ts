import { ListedSubscriptions } from '../domain/webhook-subscription.ts';
import type { ParameterReader } from './parameter-reader.ts';

/**
 * Whether operators have subscriptions, by a list without addresses and secrets: a function that only
 * publishes reads no secret.
 */
export class ListedWebhooks {
  readonly #parameters: Pick<ParameterReader, 'find'>;
  readonly #name: string;

  /** @param name of the parameter */
  constructor(parameters: Pick<ParameterReader, 'find'>, name: string) {
    this.#parameters = parameters;
    this.#name = name;
  }

  /**
   * Whether there is a subscription. A list that is not there yet says nothing, so there may be one.
   * @throws Error if the list cannot be read
   */
  async any(): Promise<boolean> {
    const text = await this.#parameters.find(this.#name);
    return text === undefined || ListedSubscriptions.parse(JSON.parse(text)).subscriptions.length > 0;
  }
}
