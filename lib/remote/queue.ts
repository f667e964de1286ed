import * as z from 'zod/mini';
import { type AwsOperation, type Credentials, callAwsRetrying } from './signed-call.ts';

/** A message to send. */
export interface Outgoing {
  /** JSON */
  readonly body: unknown;
  /** The time for which the queue hides the message; 0 by default. */
  readonly delaySeconds?: number;
  /** Messages of one group do not delay those of another one ("fair queues" of SQS). */
  readonly group?: string;
}

/** A received message. */
export interface Received {
  readonly body: string;
  /** The handle that deletes it. */
  readonly handle: string;
}

/** The maximal number of messages in a call of SQS, in both directions. */
const IN_A_CALL = 10;
const TIMEOUT_MS = 3_000;

/** The messages that a queue did not take: their positions, and why. */
export type Refused = ReadonlyMap<number, Error>;

/**
 * The error of messages that a queue did not take. Its cause is the first reason, which has no part of a message.
 * @param what the queue did not do
 */
export function notTaken(refused: Refused, what: string): Error {
  const [cause] = refused.values();
  return new Error(what, { cause });
}

const Entry = z.object({ Id: z.string() });
const Failed = z.object({ Id: z.string(), Code: z.string() });
/** The response to a batch. An entry that is in neither list counts as failed. */
const Batch = z.object({
  Successful: z._default(z.array(Entry), []),
  Failed: z._default(z.array(Failed), []),
});
type Batch = z.infer<typeof Batch>;
const Messages = z.object({
  Messages: z._default(z.array(z.object({ Body: z.string(), ReceiptHandle: z.string() })), []),
});

const operation = (name: string): AwsOperation => {
  return { service: 'sqs', target: `AmazonSQS.${name}`, version: '1.0', timeoutMs: TIMEOUT_MS };
};

/** A queue of SQS. */
export class Queue {
  readonly #url: string;
  readonly #credentials: (() => Promise<Credentials>) | undefined;

  /** @param credentials by default those that Lambda puts into the environment */
  constructor(url: string, credentials?: () => Promise<Credentials>) {
    this.#url = url;
    this.#credentials = credentials;
  }

  /**
   * Puts messages into the queue. It never throws: who sends knows what became of each message, and logs why one
   * was not taken.
   */
  async send(messages: readonly Outgoing[]): Promise<Refused> {
    const refused = new Map<number, Error>();
    for (let from = 0; from < messages.length; from += IN_A_CALL) {
      const Entries = messages.slice(from, from + IN_A_CALL).map(({ body, delaySeconds = 0, group }, n) => ({
        Id: String(from + n),
        MessageBody: JSON.stringify(body),
        DelaySeconds: delaySeconds,
        ...(group !== undefined && { MessageGroupId: group }),
      }));
      const whyNot = await this.#batch('SendMessageBatch', Entries).then(
        (batch) => (id: string) => this.#reason(id, batch),
        (error: unknown) => () => (error instanceof Error ? error : new Error(String(error))),
      );
      for (const { Id } of Entries) {
        const reason = whyNot(Id);
        if (reason) refused.set(Number(Id), reason);
      }
    }
    return refused;
  }

  /** Why an entry of a batch was not taken. The text beside the code may quote the message. */
  #reason(id: string, { Successful, Failed: failed }: Batch): Error | undefined {
    if (Successful.some(({ Id }) => Id === id)) return undefined;
    const code = failed.find(({ Id }) => Id === id)?.Code ?? 'no result';
    return new Error(`SQS: SendMessageBatch of ${this.#url}: ${code}`);
  }

  /** Receives up to ten messages, which the queue hides for the given seconds. */
  async receive(hiddenSeconds: number): Promise<Received[]> {
    const input = { MaxNumberOfMessages: IN_A_CALL, VisibilityTimeout: hiddenSeconds, WaitTimeSeconds: 0 };
    return (await this.#call('ReceiveMessage', Messages, input)).Messages.map(({ Body, ReceiptHandle }) => {
      return { body: Body, handle: ReceiptHandle };
    });
  }

  /**
   * Removes messages.
   * @throws Error if one is not removed
   */
  async remove(handles: readonly string[]): Promise<void> {
    for (let from = 0; from < handles.length; from += IN_A_CALL) {
      const Entries = handles
        .slice(from, from + IN_A_CALL)
        .map((ReceiptHandle, n) => ({ Id: String(n), ReceiptHandle }));
      const { Successful } = await this.#batch('DeleteMessageBatch', Entries);
      if (Successful.length < Entries.length) throw new Error(`SQS does not remove all messages from ${this.#url}`);
    }
  }

  #batch(name: string, Entries: readonly object[]): Promise<Batch> {
    return this.#call(name, Batch, { Entries });
  }

  /** @throws Error if the service gave no usable response in three tries */
  async #call<T>(name: string, schema: z.ZodMiniType<T>, input: object): Promise<T> {
    const credentials = await this.#credentials?.();
    const result = await callAwsRetrying(operation(name), { QueueUrl: this.#url, ...input }, schema, { credentials });
    if ('value' in result) return result.value;
    const { error, response } = result;
    const reason = error ?? (response instanceof Error ? String(response) : 'no usable response');
    throw new Error(`SQS: ${name} of ${this.#url}: ${reason}`);
  }
}
