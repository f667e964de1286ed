import type { Json } from '../json.ts';

export const DYNAMODB_ACTIONS = ['getItem', 'putItem', 'updateItem', 'deleteItem'] as const;
export type DynamoDbAction = (typeof DYNAMODB_ACTIONS)[number];

/**
 * What the Task states do. Whoever rejects gives the error a `name`: that is what Retry and Catch match, for a function its
 * `errorType`, for the database `DynamoDB.ConditionalCheckFailedException` and the like.
 */
export interface Tasks {
  /** Calls a function and answers its result. `functionName` is what stands in the definition, a name or an ARN. */
  readonly invoke: (functionName: string, payload: Json) => Promise<Json>;
  /** Runs one database call, with parameters and answer as the service has them (`{"S": "…"}`). */
  readonly dynamodb: (action: DynamoDbAction, parameters: Json) => Promise<Json>;
  /** Waits this many ms before every retry, instead of what the definition says. For tests. */
  readonly retryDelayMs?: number;
  /** Runs the definition without validating it first, which takes 70 to 300 ms. For tests: one of them validates all. */
  readonly validated?: boolean;
}
