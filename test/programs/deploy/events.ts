import assert from 'node:assert/strict';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { EVENT_SOURCE, EVENT_TYPES } from '../../../lib/domain/event-type.ts';
import {
  isTransferEvent,
  type PublishedEvent,
  QueuedPublishedEvent,
  typeOf,
} from '../../../lib/domain/published-event.ts';
import { recordedEventId } from '../../../lib/domain/recorded-event.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { WalletEvents } from '../../../lib/store/wallet-events.ts';
import { eventsIn } from '../../../lib/usecases/events-in.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { WEBHOOK_SECRET, WebhookReceiver } from '../../support/environment/webhook-receiver.ts';
import type { AccountConfig } from './account.ts';
import { Queue } from './queue.ts';

const NAME = 'test-listener';
const PATIENCE = { timeoutMs: 120_000, everyMs: 500 };

/** The message of a rule in a queue. */
const Envelope = z.object({
  source: z.literal(EVENT_SOURCE),
  'detail-type': z.enum(EVENT_TYPES),
  detail: QueuedPublishedEvent,
});

/** An event has duplicates, which are of the same type, and of the same transfer, key, or change of a wallet. */
function keyOf(event: PublishedEvent): string {
  if (isTransferEvent(event)) return `${typeOf(event)} ${event.TxID}`;
  return `${typeOf(event)} ${recordedEventId(event)}`;
}

/** A subscriber to the bus of a stage with its own rule and queue, as docs/events.md describes. */
export class BusListener {
  readonly #config: AccountConfig;
  readonly #stage: string;
  readonly #bus: { EventBusName: string };
  readonly #events: EventBridgeClient;
  readonly #queue: Queue;

  private constructor(config: AccountConfig, stage: string, queue: Queue) {
    this.#config = config;
    this.#stage = stage;
    this.#bus = { EventBusName: `mib-${stage}` };
    this.#events = new EventBridgeClient(config);
    this.#queue = queue;
  }

  static async start(config: AccountConfig, stage: string): Promise<BusListener> {
    const queue = await Queue.create(config, NAME);
    const listener = new BusListener(config, stage, queue);
    const EventPattern = JSON.stringify({ source: [EVENT_SOURCE], 'detail-type': EVENT_TYPES });
    await listener.#events.send(new PutRuleCommand({ ...listener.#bus, Name: NAME, EventPattern }));
    const Targets = [{ Id: NAME, Arn: await queue.arn() }];
    await listener.#events.send(new PutTargetsCommand({ ...listener.#bus, Rule: NAME, Targets }));
    return listener;
  }

  /** Waits for every event that is stored. @returns the events by their keys */
  async hearAll(): Promise<ReadonlyMap<string, PublishedEvent>> {
    const db = DynamoDBDocumentClient.from(new DynamoDBClient(this.#config), {
      unmarshallOptions: { wrapNumbers: BigInt },
    });
    const final = new Map<string, PublishedEvent>();
    const ever = { since: 0, until: Number.MAX_SAFE_INTEGER };
    const stores = {
      journal: new Journal(db, `mib-${this.#stage}-journal`),
      walletEvents: new WalletEvents(db, `mib-${this.#stage}-wallet-events`),
    };
    for await (const event of eventsIn(stores, ever)) final.set(keyOf(event), event);
    const heard = new Map<string, PublishedEvent>();
    await eventually(async () => {
      for (const body of await this.#queue.receive()) {
        const { detail } = Envelope.parse(JSON.parse(body));
        heard.set(keyOf(detail), detail);
      }
      return heard.size >= final.size;
    }, PATIENCE).catch(() => undefined);
    assert.deepEqual(new Map([...heard].sort()), new Map([...final].sort()));
    assert(final.size > 0, 'no transfer was final');
    return final;
  }

  async stop(): Promise<void> {
    await this.#events.send(new RemoveTargetsCommand({ ...this.#bus, Rule: NAME, Ids: [NAME] }));
    await this.#events.send(new DeleteRuleCommand({ ...this.#bus, Name: NAME }));
    await this.#queue.remove();
  }
}

/** A receiver of webhooks that is subscribed to a stage by the operators' command. */
export class WebhookListener {
  readonly #receiver: WebhookReceiver;

  private constructor(receiver: WebhookReceiver) {
    this.#receiver = receiver;
  }

  /**
   * @param subscribe runs the command for a receiver at this address, which knows WEBHOOK_SECRET
   */
  static async start(subscribe: (url: string) => Promise<void>): Promise<WebhookListener> {
    const receiver = await WebhookReceiver.start(WEBHOOK_SECRET);
    await subscribe(receiver.url);
    // Each tenth attempt fails, so that retries are part of the test.
    let requests = 0;
    receiver.status = () => (requests++ % 10 === 0 ? 503 : 200);
    return new WebhookListener(receiver);
  }

  /** Waits for a signed message of each event. */
  async hearAll(events: ReadonlyMap<string, PublishedEvent>): Promise<void> {
    const { taken, authorised, awaiting, recorded, forgeries } = this.#receiver;
    const heard = () => {
      const messages = [...taken, ...authorised, ...awaiting, ...recorded];
      return new Map(messages.map(({ data }): [string, PublishedEvent] => [keyOf(data), data]));
    };
    await eventually(() => heard().size >= events.size, PATIENCE).catch(() => undefined);
    assert.deepEqual(new Map([...heard()].sort()), new Map([...events].sort()));
    assert.deepEqual(forgeries, []);
  }

  stop(): Promise<void> {
    return this.#receiver.stop();
  }
}
