import * as z from 'zod';
import { type Operation, ServiceError } from '../aws-json.ts';
import type { Json } from '../json.ts';
import { DYNAMODB_ACTIONS, type Tasks } from './tasks.ts';

/**
 * A result as it is. Neither the database nor a state machine changes a value that it has given or
 * taken, so none is copied.
 */
const Result = z.custom<Json>();

/**
 * The DynamoDB integration of Step Functions for a database in this process. Errors have the
 * integration's names: `DynamoDB.<exception>`.
 * @param operations of the database, by target
 * @throws Error if the database lacks one of the integration's operations
 */
export function embeddedDynamodb(operations: Readonly<Record<string, Operation>>): Tasks['dynamodb'] {
  const byAction = new Map<string, Operation>(
    DYNAMODB_ACTIONS.map((action) => {
      const name = `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
      const run = operations[`DynamoDB_20120810.${name}`];
      if (!run) throw new Error(`the database has no operation ${name}`);
      return [action, run];
    }),
  );
  return async (action, parameters) => {
    try {
      return Result.parse(await byAction.get(action)?.(parameters));
    } catch (error) {
      // Not renamed in place: the database may give the same error again.
      throw error instanceof ServiceError ? new ServiceError(`DynamoDB.${error.name}`, error.message) : error;
    }
  };
}
