import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Execute, memoryDocuments } from '../../support/memory-dynamodb/client.ts';
import type { Random } from '../../support/random.ts';

/** How often a process dies before an operation of the database, and how often after it. */
const DIES = 0.04;

interface Environment {
  readonly execute: Execute;
  readonly random: Random;
  /** Whether something of this probability happens, while there are faults. */
  readonly happens: (probability: number) => boolean;
  /** How long a pause before an operation is at most, in ms. */
  readonly longestMs?: number | undefined;
}

/** In which most operations come between two of a process that is not suspended. */
const SHORT_MS = 25;

/**
 * The database of a process that may die before any operation, and after it: then the write is there, and
 * nobody hears of it. Other writes may come between two operations.
 */
export function dyingDocuments({
  execute,
  random,
  happens,
  longestMs = SHORT_MS,
}: Environment): DynamoDBDocumentClient {
  const dying: Execute = (operation, input) => {
    const output = execute(operation, input);
    if (happens(DIES)) throw new Error('the process died after it wrote');
    return output;
  };
  return memoryDocuments(dying, async () => {
    await new Promise((resolve) => setTimeout(resolve, random.between(0, longestMs)));
    if (happens(DIES)) throw new Error('the process died before it wrote');
  });
}
