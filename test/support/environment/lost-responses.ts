import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

const WRITES = /\.(PutItem|UpdateItem|DeleteItem|TransactWriteItems|BatchWriteItem)$/;

/**
 * The ways to lose a response: the connection breaks after the write, or an intermediary returns
 * 500.
 */
export const LOSSES = ['broken connection', 'status 500'] as const;
export type Loss = (typeof LOSSES)[number];

const Sent = z.object({ headers: z.record(z.string(), z.string()) });
const Received = z.object({ response: z.object({ statusCode: z.number() }) });

/** Loses responses to the writes of one client. The client's own retries repeat such a write. */
export class LostResponses {
  #writes = 0;
  #lose: { write: number; loss: Loss } | undefined;

  /** @param documents a client that only this test uses */
  constructor(documents: DynamoDBDocumentClient) {
    const { requestHandler } = documents.config;
    const handle = requestHandler.handle.bind(requestHandler);
    requestHandler.handle = async (request, options) => {
      const received = await handle(request, options);
      const target = Sent.parse(request).headers['x-amz-target'] ?? '';
      if (!WRITES.test(target)) return received;
      this.#writes += 1;
      if (this.#writes !== this.#lose?.write) return received;
      const { response } = Received.parse(received);
      const refused = response.statusCode !== 200;
      if (refused || this.#lose.loss === 'broken connection') {
        throw Object.assign(new Error('hung up'), { code: 'ECONNRESET' });
      }
      received.response.statusCode = 500;
      return received;
    };
  }

  /** Runs an operation and counts its writing requests. */
  async count<T>(operation: () => Promise<T>): Promise<{ result: T; writes: number }> {
    this.#writes = 0;
    return { result: await operation(), writes: this.#writes };
  }

  /** Runs an operation whose n-th write, counted from 1, is done but loses its response. */
  async losing<T>(write: number, loss: Loss, operation: () => Promise<T>): Promise<{ result: T; writes: number }> {
    this.#lose = { write, loss };
    try {
      return await this.count(operation);
    } finally {
      this.#lose = undefined;
    }
  }
}
