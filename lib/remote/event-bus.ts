import { EventBridgeClient, ListRulesCommand, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE } from '../domain/event-type.ts';
import { type PublishedEvent, timestampOf, typeOf } from '../domain/published-event.ts';

/**
 * The most events in one call
 * (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html).
 */
const MAX_ENTRIES = 10;

/**
 * The result of a publication: the first `taken` events are on the bus. `error` says why the next
 * one is not, if there is one.
 */
export interface Publication {
  readonly taken: number;
  readonly error?: string;
}

/** The EventBridge bus that announces transfers to other systems. */
export class EventBus {
  readonly #name: string;
  readonly #client = new EventBridgeClient({});

  constructor(name: string) {
    this.#name = name;
  }

  /**
   * Publishes events in their order, up to the first one that the bus does not take. Some of the
   * later ones may be on the bus nevertheless.
   * @returns how many from the front are on the bus. A call that fails as a whole is an error, too.
   */
  async publish(events: readonly PublishedEvent[]): Promise<Publication> {
    for (let taken = 0; taken < events.length; taken += MAX_ENTRIES) {
      const rejected = await this.#put(events.slice(taken, taken + MAX_ENTRIES));
      if (rejected) return { taken: taken + rejected.position, error: rejected.reason };
    }
    return { taken: events.length };
  }

  /** Whether the bus has rules beside that one: the rules of subscribers and of archives. */
  async hasRulesBeside(name: string): Promise<boolean> {
    const { Rules = [], NextToken } = await this.#client.send(new ListRulesCommand({ EventBusName: this.#name }));
    return NextToken !== undefined || Rules.some((rule) => rule.Name !== name);
  }

  /** @returns the first event that the bus did not take, if any */
  async #put(events: readonly PublishedEvent[]): Promise<{ position: number; reason: string } | undefined> {
    const Entries = events.map((event) => ({
      EventBusName: this.#name,
      Source: EVENT_SOURCE,
      DetailType: typeOf(event),
      Detail: JSON.stringify(event),
      Time: new Date(timestampOf(event)),
    }));
    try {
      const response = await this.#client.send(new PutEventsCommand({ Entries }));
      const position = response.Entries?.findIndex(({ EventId }) => EventId === undefined) ?? 0;
      if (position === -1) return undefined;
      const { ErrorCode, ErrorMessage } = response.Entries?.[position] ?? {};
      return { position, reason: `${ErrorCode}: ${ErrorMessage}` };
    } catch (error) {
      return { position: 0, reason: String(error) };
    }
  }
}
