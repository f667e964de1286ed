import { ConfigurationError } from '../../../config/configuration-error.ts';
import {
  listedOf,
  listedParameter,
  type WebhookSubscription,
  WebhookSubscriptions,
} from '../../../domain/webhook-subscription.ts';
import type { ParameterPlace, ParameterStore } from '../../../remote/parameter-store.ts';

/** The most characters that a standard parameter of Systems Manager holds. */
const MAX_CHARACTERS = 4_096;

type Change = (before: readonly WebhookSubscription[]) => readonly WebhookSubscription[];

/** The subscriptions of a stage, as operators change them. */
export class OperatorSubscriptions {
  readonly #parameters: Pick<ParameterStore, 'read' | 'write'>;
  readonly #place: ParameterPlace;

  constructor(parameters: Pick<ParameterStore, 'read' | 'write'>, place: ParameterPlace) {
    this.#parameters = parameters;
    this.#place = place;
  }

  async list(): Promise<readonly WebhookSubscription[]> {
    return (await this.#read()).subscriptions;
  }

  /** @throws ConfigurationError if no subscription has this name */
  async get(id: string): Promise<WebhookSubscription> {
    return found(await this.list(), id);
  }

  /**
   * Changes the subscriptions by one write. The list without secrets has a new one before that, and
   * loses a removed one after it: while a subscription is stored, it is listed.
   * @throws ConfigurationError if another operator has changed them meanwhile, or the parameter has
   *   no room
   */
  async change(change: Change): Promise<void> {
    const { subscriptions, version } = await this.#read();
    const changed = change(subscriptions);
    const value = JSON.stringify(WebhookSubscriptions.parse({ subscriptions: changed }));
    if (value.length > MAX_CHARACTERS) {
      throw new ConfigurationError([
        `${this.#place.name} would have ${value.length} characters, of at most ${MAX_CHARACTERS}: remove a subscription first`,
      ]);
    }
    if (changed.length > subscriptions.length) await this.#list(changed);
    const written = await this.#parameters.write(this.#place, value, 'secret');
    await this.relist();
    if (written === version + 1) return;
    throw new ConfigurationError([
      `another operator has changed ${this.#place.name} at the same time, and that is overwritten: see "webhooks list"`,
    ]);
  }

  /** Makes the list without secrets from what is stored, until no other operator changes that meanwhile. */
  async relist(): Promise<void> {
    for (let listed: number | undefined; ; ) {
      const { subscriptions, version } = await this.#read();
      if (version === listed) return;
      await this.#list(subscriptions);
      listed = version;
    }
  }

  async #list(subscriptions: readonly WebhookSubscription[]): Promise<void> {
    const place = { ...this.#place, name: listedParameter(this.#place.name) };
    await this.#parameters.write(place, JSON.stringify(listedOf(subscriptions)), 'public');
  }

  async #read(): Promise<{ subscriptions: readonly WebhookSubscription[]; version: number }> {
    const stored = await this.#parameters.read(this.#place);
    if (!stored) return { subscriptions: [], version: 0 };
    return { ...WebhookSubscriptions.parse(JSON.parse(stored.value)), version: stored.version };
  }
}

/** Adds a subscription. @throws ConfigurationError if its name is taken */
export function added(subscription: WebhookSubscription): Change {
  return (before) => {
    if (before.some(({ id }) => id === subscription.id))
      throw new ConfigurationError([`there is a subscription "${subscription.id}" already`]);
    return [...before, subscription];
  };
}

/** Removes a subscription. @throws ConfigurationError if no subscription has this name */
export function removed(id: string): Change {
  return (before) => {
    found(before, id);
    return before.filter((one) => one.id !== id);
  };
}

/**
 * Gives a subscription another secret. From then on the new and the old one sign, until the old one
 * is retired.
 * @param now ms since 1970
 * @throws ConfigurationError if there is no such subscription, or its last rotation has not ended
 */
export function rotated(id: string, secret: string, now: number): Change {
  const at = new Date(now).toISOString();
  return (before) => {
    if (found(before, id).secrets.length > 1)
      throw new ConfigurationError([`"${id}" is being rotated already: "webhooks retire ${id}" ends that`]);
    return before.map((one) => {
      if (one.id !== id) return one;
      const old = one.secrets.map((replaced) => ({ ...replaced, replaced_at: at }));
      return { ...one, secrets: [{ secret, added_at: at }, ...old] };
    });
  };
}

/**
 * Takes away the secrets that were replaced.
 * @throws ConfigurationError if there is no such subscription, or no such secret
 */
export function retired(id: string): Change {
  return (before) => {
    if (found(before, id).secrets.length === 1)
      throw new ConfigurationError([`no secret of "${id}" was replaced: "webhooks rotate ${id}" does`]);
    return before.map((one) => (one.id === id ? { ...one, secrets: one.secrets.slice(0, 1) } : one));
  };
}

function found(all: readonly WebhookSubscription[], id: string): WebhookSubscription {
  const subscription = all.find((one) => one.id === id);
  if (!subscription) throw new ConfigurationError([`there is no subscription "${id}"`]);
  return subscription;
}
