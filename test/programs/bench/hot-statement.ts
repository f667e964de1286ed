import type { Item } from '../../../lib/local/database/values/values.ts';
import type { TableDefinition } from '../../../lib/local/template/template.ts';
import { Statements } from '../../../lib/store/statements.ts';
import { StreamBatch, type StreamRecord } from '../../../lib/store/stream-batch.ts';
import { postBatch } from '../../../lib/usecases/post-entries.ts';
import { Partitions } from './partitions.ts';

/** As serverless.shard.yml has it for the function `post`. */
const BATCH = 100;
const WINDOW_MS = 1_000;
/** What the function reads of an item. */
const READ = new Set(['wallet_id', 'seq', 'posted', 'stripes', 'made_after', 'posting']);
/** From the end of a batch to the next one. */
const INVOKE_MS = 20;

/**
 * The statement of a wallet, as the function `post` writes it from the stream. Each item of the wallet is in a
 * shard of the stream of its own, as it is on a partition of its own, and each shard has one batch at a time.
 */
export class HotStatement {
  readonly partitions: Partitions;
  readonly #statements: Statements;
  readonly #queues = new Map<string, StreamRecord[]>();
  #records = 0;
  /** The batches that were not written whole, and are repeated. */
  repeated = 0;

  constructor(table: TableDefinition, limit?: number) {
    this.partitions = new Partitions(table, { limit });
    this.#statements = new Statements(this.partitions.documents, table.TableName);
  }

  /** How many postings are not in the statement yet. */
  get behind(): number {
    return [...this.#queues.values()].reduce((sum, { length }) => sum + length, 0);
  }

  /** A changed item of the wallet's. */
  take(item: Item): void {
    const { wallet_id: id, posting } = item;
    if (posting === undefined || id?.S === undefined) return;
    const NewImage = Object.fromEntries(Object.entries(item).filter(([name]) => READ.has(name)));
    const SequenceNumber = String(++this.#records);
    const { Records } = StreamBatch.parse({ Records: [{ dynamodb: { SequenceNumber, NewImage } }] });
    const queue = this.#queues.get(id.S);
    if (queue) return void queue.push(...Records);
    const begun = [...Records];
    this.#queues.set(id.S, begun);
    setTimeout(() => void this.#follow(begun), WINDOW_MS);
  }

  /** Writes a shard's records, until nothing is left to happen. */
  async #follow(queue: StreamRecord[]): Promise<void> {
    for (;;) {
      const batch = queue.slice(0, BATCH);
      const { batchItemFailures } = await postBatch(this.#statements, { Records: batch });
      const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      const written = batch.findIndex(({ dynamodb }) => failed.has(dynamodb.SequenceNumber));
      if (failed.size > 0) this.repeated += 1;
      queue.splice(0, failed.size > 0 ? written : batch.length);
      await new Promise((resolve) => setTimeout(resolve, queue.length >= BATCH ? INVOKE_MS : WINDOW_MS));
    }
  }
}
