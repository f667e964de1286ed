import { type Operation, ServiceError } from '../aws-json.ts';
import { jsonCopy } from '../json.ts';
import type { Tasks } from './tasks.ts';

/**
 * The DynamoDB integration of Step Functions for a database in this process. Errors have the
 * integration's names: `DynamoDB.<exception>`.
 * @param operations of the database, by target
 */
export function embeddedDynamodb(operations: Readonly<Record<string, Operation>>): Tasks['dynamodb'] {
  return async (action, parameters) => {
    const name = `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
    const run = operations[`DynamoDB_20120810.${name}`];
    if (!run) throw new Error(`the database has no operation ${name}`);
    try {
      // Neither a state machine nor the database sees what the other does with a value later.
      return jsonCopy(await run(jsonCopy(parameters)));
    } catch (error) {
      if (error instanceof ServiceError) throw Object.assign(error, { name: `DynamoDB.${error.name}` });
      throw error;
    }
  };
}
