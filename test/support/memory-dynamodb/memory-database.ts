import { setImmediate as turn } from 'node:timers/promises';
import { type CreateTableCommandInput, type DynamoDBClient, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Listening, listening } from '../environment/listening.ts';
import { memoryClient, memoryDocuments } from './client.ts';
import { InvalidExpression } from './expressions.ts';
import { type Input, MemoryDynamoDB } from './memory-dynamodb.ts';
import { memoryDynamoDBServer } from './server.ts';

/** A database in this process, with the clients that functions and state machines use. */
export class MemoryDatabase {
  readonly documents: DynamoDBDocumentClient;
  readonly client: DynamoDBClient;
  readonly #database: MemoryDynamoDB;
  #served: Promise<Listening> | undefined;

  constructor(tables: readonly CreateTableCommandInput[]) {
    this.#database = new MemoryDynamoDB([...tables]);
    const execute = (operation: string, input: Input) => this.#execute(operation, input);
    // Each command takes a turn of the event loop, so that concurrent requests interleave as over a
    // network.
    const before = () => turn();
    this.documents = memoryDocuments(execute, before);
    this.client = memoryClient(execute, before);
  }

  /** Serves the same tables over HTTP. @returns the endpoint */
  async serve(): Promise<string> {
    this.#served ??= listening(memoryDynamoDBServer(this.#database));
    return (await this.#served).url;
  }

  close(): void {
    void this.#served?.then((served) => served.stop());
  }

  #execute(operation: string, input: Input): Record<string, unknown> {
    try {
      return this.#database.execute(operation, input);
    } catch (error) {
      if (!(error instanceof InvalidExpression)) throw error;
      // The form in which the SDK throws it.
      const { name, message } = error;
      throw new DynamoDBServiceException({ name, message, $fault: 'client', $metadata: { httpStatusCode: 400 } });
    }
  }
}
