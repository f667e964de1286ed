import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { EVENT_SOURCE, EVENT_TYPE, type TransferEvent } from '../domain/transfer-event.ts';

/** EventBridge takes so many in a call (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html). */
const MOST_IN_A_CALL = 10;

/** How far a publication came: the first `taken` events are on the bus; `refusal` says why the next one is not, if there is one. */
export interface Publication {
  readonly taken: number;
  readonly refusal?: string;
}

/** The bus of EventBridge on which others hear of transfers. */
export class EventBus {
  readonly #name: string;
  readonly #client = new EventBridgeClient({});

  constructor(name: string) {
    this.#name = name;
  }

  /**
   * Publishes events in their order until one is refused; some of those after it may be on the bus all the same.
   * @returns how many from the front are on the bus. A call that fails altogether is a refusal, too.
   */
  async publish(events: readonly TransferEvent[]): Promise<Publication> {
    for (let taken = 0; taken < events.length; taken += MOST_IN_A_CALL) {
      const refused = await this.#put(events.slice(taken, taken + MOST_IN_A_CALL));
      if (refused) return { taken: taken + refused.position, refusal: refused.reason };
    }
    return { taken: events.length };
  }

  /** @returns the first that was refused, if any was */
  async #put(events: readonly TransferEvent[]): Promise<{ position: number; reason: string } | undefined> {
    const Entries = events.map((event) => ({
      EventBusName: this.#name,
      Source: EVENT_SOURCE,
      DetailType: EVENT_TYPE,
      Detail: JSON.stringify(event),
      Time: new Date(event.finished_at),
    }));
    try {
      const answer = await this.#client.send(new PutEventsCommand({ Entries }));
      const position = answer.Entries?.findIndex(({ EventId }) => EventId === undefined) ?? 0;
      if (position === -1) return undefined;
      const { ErrorCode, ErrorMessage } = answer.Entries?.[position] ?? {};
      return { position, reason: `${ErrorCode}: ${ErrorMessage}` };
    } catch (error) {
      return { position: 0, reason: String(error) };
    }
  }
}
