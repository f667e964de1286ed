import type { Json } from '../../json.ts';
import type { Step } from './run.ts';

export const DYNAMODB_ACTIONS = ['getItem', 'putItem', 'updateItem', 'deleteItem'] as const;
export type DynamoDbAction = (typeof DYNAMODB_ACTIONS)[number];

/**
 * The tasks of Task states. An error has the `name` that Retry and Catch match: the `errorType` of
 * a function, or `DynamoDB.ConditionalCheckFailedException` and the like of the database.
 */
export interface Tasks {
  /**
   * Calls a function and returns its result. `functionName` is a name or an ARN, as in the
   * definition.
   */
  readonly invoke: (functionName: string, payload: Json) => Promise<Json>;
  /**
   * Runs one call of the database. Parameters and result are in the service's JSON (`{"S": "…"}`).
   */
  readonly dynamodb: (action: DynamoDbAction, parameters: Json) => Promise<Json>;
  /** Waits this many ms before every retry, instead of what the definition says. For tests. */
  readonly retryDelayMs?: number;
  /** Told what each run does, when it does it. For tests. */
  readonly trace?: (state: string, step: Step) => void;
}
