import * as z from 'zod';
import type { AccountConfig } from './account.ts';

const Created = z.object({ QueueUrl: z.string() });
const Attributes = z.object({ Attributes: z.object({ QueueArn: z.string() }) });
const Received = z.object({
  Messages: z.array(z.object({ Body: z.string(), ReceiptHandle: z.string() })).default([]),
});
const Listed = z.object({ QueueUrls: z.array(z.string()).default([]) });

/**
 * Calls an operation of SQS at the emulator, which ignores the signature but reads the region from
 * it.
 */
async function call({ endpoint, region }: AccountConfig, operation: string, input: object): Promise<unknown> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AmazonSQS.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/sqs/aws4_request, SignedHeaders=host, Signature=none`,
    },
    body: JSON.stringify(input),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${operation}: ${response.status} ${text}`);
  return text === '' ? {} : JSON.parse(text);
}

/** The names of all queues. */
export async function queueNames(config: AccountConfig): Promise<string[]> {
  const { QueueUrls } = Listed.parse(await call(config, 'ListQueues', {}));
  return QueueUrls.map((url) => url.split('/').at(-1) ?? url);
}

/** An SQS queue with the operations that the test needs. */
export class Queue {
  readonly #config: AccountConfig;
  readonly #url: { QueueUrl: string };

  private constructor(config: AccountConfig, url: string) {
    this.#config = config;
    this.#url = { QueueUrl: url };
  }

  static async create(config: AccountConfig, name: string): Promise<Queue> {
    const { QueueUrl } = Created.parse(await call(config, 'CreateQueue', { QueueName: name }));
    return new Queue(config, QueueUrl);
  }

  async arn(): Promise<string> {
    const input = { ...this.#url, AttributeNames: ['QueueArn'] };
    return Attributes.parse(await call(this.#config, 'GetQueueAttributes', input)).Attributes.QueueArn;
  }

  /** Receives and deletes all messages. @returns their bodies */
  async receive(): Promise<string[]> {
    const bodies: string[] = [];
    for (;;) {
      const input = { ...this.#url, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 };
      const { Messages } = Received.parse(await call(this.#config, 'ReceiveMessage', input));
      if (Messages.length === 0) return bodies;
      for (const { Body, ReceiptHandle } of Messages) {
        bodies.push(Body);
        await call(this.#config, 'DeleteMessage', { ...this.#url, ReceiptHandle });
      }
    }
  }

  async remove(): Promise<void> {
    await call(this.#config, 'DeleteQueue', this.#url);
  }
}
