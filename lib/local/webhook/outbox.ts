import * as z from 'zod';
import { Json } from '../aws/step-functions/tasks.ts';
import type { Kept } from '../streams/kept-files.ts';
import { pauseAfter, type RetryEnvironment } from './backoff.ts';
import type { Message } from './webhook.ts';

const Written = z.object({ id: z.string(), body: z.string() });

interface Entry {
  readonly name: string;
  readonly message: Message;
  failures: number;
}

/** A receiver that takes his time keeps so many connections at the most. */
const MOST_IN_FLIGHT = 8;
const BACKOFF = { firstMs: 1_000, longestMs: 300_000 };

/**
 * Messages to be sent. One that was added is sent at least once, however often this process is killed: it stays until it was taken, and
 * is tried until then. They come in no order.
 */
export class Outbox {
  readonly #kept: Kept;
  readonly #send: (message: Message) => Promise<string | undefined>;
  readonly #retries: RetryEnvironment;
  readonly #ready: Entry[] = [];
  #inFlight = 0;

  /** @param send sends a message once; answers what went wrong, if anything did */
  constructor(kept: Kept, send: (message: Message) => Promise<string | undefined>, retries: RetryEnvironment) {
    this.#kept = kept;
    this.#send = send;
    this.#retries = retries;
  }

  /** Resolves when the message cannot be lost any more; it is sent after that. @param name that no other one has */
  async add(name: string, message: Message): Promise<void> {
    await this.#kept.put(name, Json.parse(message));
    this.#due({ name, message, failures: 0 });
  }

  /** Goes on with what a process that was killed has left. */
  async resume(): Promise<void> {
    for (const [name, message] of await this.#kept.all()) {
      this.#due({ name, message: Written.parse(message), failures: 0 });
    }
  }

  #due(entry: Entry): void {
    this.#ready.push(entry);
    this.#next();
  }

  #next(): void {
    while (this.#inFlight < MOST_IN_FLIGHT) {
      const entry = this.#ready.shift();
      if (!entry) return;
      this.#inFlight += 1;
      void this.#attempt(entry).finally(() => {
        this.#inFlight -= 1;
        this.#next();
      });
    }
  }

  async #attempt(entry: Entry): Promise<void> {
    const failure = await this.#send(entry.message);
    if (failure === undefined) return this.#kept.remove(entry.name);
    entry.failures += 1;
    const pause = pauseAfter(entry.failures, BACKOFF, this.#retries.random());
    this.#retries.say(`webhook ${entry.message.id}: ${failure}; attempt ${entry.failures}, the next in ${pause} ms`);
    // Not part of the attempt: who waits is not in flight.
    void this.#retries.pause(pause).then(() => this.#due(entry));
  }
}
