import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { Json } from '../aws/json.ts';
import type { StoredValues } from '../aws/stored-values.ts';
import type { RetryEnvironment } from '../streams/retry-environment.ts';

const Stored = z.object({ body: z.string(), group: z.string().optional() });

/** A received message. */
export interface QueueMessage {
  readonly id: string;
  readonly body: string;
  readonly group?: string | undefined;
  /** How often it was received. */
  readonly receiveCount: number;
}

interface Entry {
  readonly id: string;
  readonly body: string;
  readonly group: string | undefined;
  receiveCount: number;
  inFlight: boolean;
}

/**
 * A stand-in for a standard queue of SQS. A message is stored until it is deleted, also when the
 * process is killed. A received message is in flight until it is deleted or released. When a
 * process starts, all messages are visible.
 *
 * The next message is the oldest visible one of the group with the fewest in flight, as in fair
 * queues
 * (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html).
 * A message without a group is a group of its own.
 */
export class LocalQueue {
  readonly #stored: StoredValues;
  readonly #pause: RetryEnvironment['pause'];
  readonly #entries = new Map<string, Entry>();
  /** The visible messages by group. */
  readonly #visible = new Map<string, Set<Entry>>();
  /** The number of messages in flight by group. */
  readonly #busy = new Map<string, number>();
  #listener: () => void = () => undefined;

  constructor(stored: StoredValues, pause: RetryEnvironment['pause']) {
    this.#stored = stored;
    this.#pause = pause;
  }

  /** Calls the listener whenever a message becomes visible. */
  onVisible(listener: () => void): void {
    this.#listener = listener;
  }

  /** Makes the messages of an earlier process visible. */
  async resume(): Promise<void> {
    for (const [id, value] of await this.#stored.all()) {
      const { body, group } = Stored.parse(value);
      this.#show(this.#add({ id, body, group }));
    }
  }

  /** Resolves when the message is stored. */
  async send({ body, group }: { body: string; group?: string | undefined }, delayMs = 0): Promise<string> {
    const id = randomUUID();
    await this.#stored.put(id, Json.parse({ body, ...(group !== undefined && { group }) }));
    const entry = this.#add({ id, body, group });
    if (delayMs === 0) this.#show(entry);
    else void this.#pause(delayMs).then(() => this.#show(entry));
    return id;
  }

  /** Receives up to `most` visible messages. */
  receive(most: number): QueueMessage[] {
    const received: QueueMessage[] = [];
    while (received.length < most) {
      const entry = this.#next();
      if (!entry) break;
      this.#setInFlight(entry, true);
      entry.receiveCount += 1;
      received.push({ ...entry });
    }
    return received;
  }

  /** Deletes a message, so that it is not received again. */
  async delete(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    this.#entries.delete(id);
    if (entry) {
      this.#setInFlight(entry, false);
      this.#visible.get(groupOf(entry))?.delete(entry);
    }
    await this.#stored.remove(id);
  }

  /**
   * Makes a message in flight visible again.
   * @param uncounted whether the receive does not count
   */
  release(id: string, { uncounted = false }: { uncounted?: boolean } = {}): void {
    const entry = this.#entries.get(id);
    if (!entry?.inFlight) return;
    this.#setInFlight(entry, false);
    if (uncounted) entry.receiveCount -= 1;
    this.#show(entry);
  }

  #add(message: { id: string; body: string; group: string | undefined }): Entry {
    const entry = { ...message, receiveCount: 0, inFlight: false };
    this.#entries.set(entry.id, entry);
    return entry;
  }

  #show(entry: Entry): void {
    if (!this.#entries.has(entry.id)) return;
    const group = groupOf(entry);
    const visible = this.#visible.get(group) ?? new Set();
    this.#visible.set(group, visible.add(entry));
    this.#listener();
  }

  #setInFlight(entry: Entry, inFlight: boolean): void {
    if (entry.inFlight === inFlight) return;
    entry.inFlight = inFlight;
    const group = groupOf(entry);
    this.#busy.set(group, (this.#busy.get(group) ?? 0) + (inFlight ? 1 : -1));
  }

  #next(): Entry | undefined {
    let next: Set<Entry> | undefined;
    let fewest = Number.POSITIVE_INFINITY;
    for (const [group, visible] of this.#visible) {
      const busy = group === NO_GROUP ? 0 : (this.#busy.get(group) ?? 0);
      if (visible.size > 0 && busy < fewest) [next, fewest] = [visible, busy];
    }
    const [entry] = next ?? [];
    if (entry) next?.delete(entry);
    return entry;
  }
}

const NO_GROUP = '';

function groupOf({ group }: Entry): string {
  return group ?? NO_GROUP;
}
