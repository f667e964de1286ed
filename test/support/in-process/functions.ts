import path from 'node:path';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ServiceFunction } from '../../../lib/local/template/template.ts';

/** The handler of a Lambda function. */
export type Handler = (event: unknown, context: object) => Promise<unknown>;

const Module = z.object({ handler: z.custom<Handler>((value) => typeof value === 'function') });

const DOCUMENTS = '../../../lib/store/documents.ts';

/**
 * Sets the database client of functions loaded from now on. With undefined they create their own.
 */
export function useDatabase(client: DynamoDBDocumentClient | undefined): void {
  if (client) jest.doMock(DOCUMENTS, () => ({ ...jest.requireActual<object>(DOCUMENTS), documents: () => client }));
  else jest.dontMock(DOCUMENTS);
}

/**
 * Loads the functions of one service from the files that its serverless file names. Each has its
 * declared environment, overridden by `environment`. Services share no module that reads it, so each
 * reads its own, as a deployed one does.
 * @returns the handlers by the functions' names
 */
export async function loadFunctions(
  functions: readonly ServiceFunction[],
  environment: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, Handler>> {
  const handlers = new Map<string, Handler>();
  const before = process.env;
  await jest.isolateModulesAsync(async () => {
    for (const declared of functions) {
      process.env = { ...before, ...declared.environment, ...environment };
      const file = path.resolve(declared.handler.replace(/\.handler$/, '.ts'));
      handlers.set(declared.name, Module.parse(await import(file)).handler);
    }
  });
  process.env = before;
  return handlers;
}
