import { setImmediate as turn } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { ChangeLog } from '../../../lib/local/database/change-log.ts';
import { ChangeLogs } from '../../../lib/local/database/change-logs.ts';
import { MemoryDynamoDB } from '../../../lib/local/database/memory-dynamodb.ts';
import type { StreamMapping } from '../../../lib/local/template/stream-mapping.ts';
import type { TableDefinition } from '../../../lib/local/template/template.ts';
import { type Listening, listening } from '../environment/listening.ts';
import { type Execute, memoryClient, memoryDocuments } from './client.ts';
import { memoryDynamoDBServer } from './server.ts';

/** A database in this process, with the clients that functions and state machines use. */
export class MemoryDatabase {
  readonly documents: DynamoDBDocumentClient;
  readonly client: DynamoDBClient;
  readonly #database: MemoryDynamoDB;
  readonly #logs: ChangeLogs;
  readonly #options: Parameters<typeof memoryDynamoDBServer>[1];
  #served: Promise<Listening> | undefined;

  /** @param options of its HTTP server, as in memoryDynamoDBServer */
  constructor(tables: readonly TableDefinition[], options: Parameters<typeof memoryDynamoDBServer>[1] = {}) {
    this.#options = options;
    this.#logs = new ChangeLogs(tables);
    this.#database = new MemoryDynamoDB(tables, (write) => this.#logs.append(write));
    const execute: Execute = (operation, input) => this.#database.execute(operation, input);
    // Each command takes a turn of the event loop, so that concurrent requests interleave as over a
    // network.
    const before = () => turn();
    this.documents = memoryDocuments(execute, before);
    this.client = memoryClient(execute, before);
  }

  /** The changes of a table for a function, from the first call on. */
  changes(mapping: StreamMapping): ChangeLog {
    return this.#logs.of(mapping);
  }

  /** Serves the same tables over HTTP. @returns the endpoint */
  async serve(): Promise<string> {
    this.#served ??= listening(memoryDynamoDBServer(this.#database, this.#options));
    return (await this.#served).url;
  }

  close(): void {
    void this.#served?.then((served) => served.stop());
  }
}
