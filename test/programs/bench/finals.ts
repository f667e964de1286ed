import { setTimeout as delay } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Stack } from '../../../lib/local/stack.ts';
import { documentsAt } from '../../../lib/store/documents.ts';

const Item = z.object({ tx_id: z.string(), status: z.string(), finished_at: z.string().optional() });
/** Waits for transfers to be final, many at a time. */
export type Finals = Pick<Poll, 'of'>;

/** The final status of a transfer, and its timestamp in ms since 1970. */
export interface Final {
  readonly status: string;
  readonly at: number;
}

/**
 * Polling costs CPU time that the measured transfers need. For few transfers, a long interval would
 * lengthen the measured time.
 */
const LOOK_EVERY_MS = { few: 2, many: 20 };
const FEW = 4;
const KEYS_A_BATCH = 100;

/**
 * Waits for many transfers by polling the journal directly. Polling the API for each would be more
 * work than the transfers themselves. The time at which a transfer became final is stored in it.
 */
class Poll {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #waiting = new Map<string, { from: string; resolve: (final: Final) => void }>();
  #stopped = false;

  constructor(stack: Stack) {
    process.env.AWS_REGION ??= 'us-east-1';
    process.env.AWS_ACCESS_KEY_ID ??= 'local';
    process.env.AWS_SECRET_ACCESS_KEY ??= 'local';
    this.#documents = documentsAt({ endpoint: stack.endpoints.orchestrator });
    this.#table = 'mib-local-journal';
  }

  of(from: string, txId: string): Promise<Final> {
    return new Promise((resolve) => {
      this.#waiting.set(txId, { from, resolve });
    });
  }

  /** Polls until it is stopped. @throws what the database throws */
  async look(): Promise<void> {
    while (!this.#stopped) {
      const keys = [...this.#waiting].map(([tx_id, { from }]) => ({ from_id: from, tx_id })).slice(0, KEYS_A_BATCH);
      if (keys.length > 0) await this.#lookAt(keys);
      await delay(keys.length <= FEW ? LOOK_EVERY_MS.few : LOOK_EVERY_MS.many);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#documents.destroy();
  }

  async #lookAt(Keys: Record<string, string>[]): Promise<void> {
    const RequestItems = { [this.#table]: { Keys, ConsistentRead: true } };
    const { Responses } = await this.#documents.send(new BatchGetCommand({ RequestItems }));
    for (const { tx_id, status, finished_at } of z.array(Item).parse(Responses?.[this.#table] ?? [])) {
      const waiting = this.#waiting.get(tx_id);
      this.#waiting.delete(tx_id);
      if (finished_at !== undefined) waiting?.resolve({ status, at: Date.parse(finished_at) });
      // To the end of the line: those that take long must not keep others from being looked at.
      else if (waiting) this.#waiting.set(tx_id, waiting);
    }
  }
}

/**
 * Runs a job that waits for transfers to be final.
 * @throws what the job or the database throws
 */
export async function withFinals<T>(stack: Stack, job: (finals: Finals) => Promise<T>): Promise<T> {
  const finals = new Poll(stack);
  const looking = finals.look();
  try {
    const done = job(finals);
    // The polling does not stop by itself, but may fail.
    return await Promise.race([done, looking.then(() => done)]);
  } finally {
    finals.stop();
    await looking.catch(() => undefined);
  }
}
