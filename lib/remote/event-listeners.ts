import type { EventBus } from './event-bus.ts';
import type { StoredSubscriptions } from './webhook-subscriptions.ts';

/** Within this time, in ms, a new rule on the bus is known. */
const REFRESH_MS = 60_000;

/**
 * Whether events have a receiver: EventBridge bills each event on a bus, also one that no rule matches.
 */
export class EventListeners {
  readonly #bus: Pick<EventBus, 'hasRulesBeside'>;
  readonly #ownRule: string;
  readonly #subscriptions: Pick<StoredSubscriptions, 'all'>;
  #rules: { readonly any: boolean; readonly at: number } | undefined;

  /** @param ownRule the rule of the stage itself, which puts events into the queue of deliveries */
  constructor(bus: Pick<EventBus, 'hasRulesBeside'>, ownRule: string, subscriptions: Pick<StoredSubscriptions, 'all'>) {
    this.#bus = bus;
    this.#ownRule = ownRule;
    this.#subscriptions = subscriptions;
  }

  /**
   * Whether there is a webhook, or a rule of a subscriber on the bus.
   * @param now ms since 1970
   * @throws Error if neither can be read
   */
  async any(now: number): Promise<boolean> {
    return (await this.#subscriptions.all(now)).length > 0 || (await this.#hasRules(now));
  }

  async #hasRules(now: number): Promise<boolean> {
    if (this.#rules === undefined || now - this.#rules.at >= REFRESH_MS) {
      this.#rules = { any: await this.#bus.hasRulesBeside(this.#ownRule), at: now };
    }
    return this.#rules.any;
  }
}
