// The tasks of state machines, for those that do them.
export { DYNAMODB_ACTIONS, type DynamoDbAction, type Tasks } from './asl/tasks.ts';
