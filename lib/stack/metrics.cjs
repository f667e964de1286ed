/**
 * Where metrics come from: read by alarms.cjs and dashboards.cjs. A source is one value of one
 * dimension in a namespace. The value is a resource of the stack, or the service itself.
 */

/** The logical id that the Serverless Framework gives a function. */
const logicalId = (key) => `${key.charAt(0).toUpperCase()}${key.slice(1).replaceAll('_', 'Underscore')}LambdaFunction`;

module.exports = {
  httpApi: { namespace: 'AWS/ApiGateway', dimension: 'ApiId', resource: 'HttpApi' },
  lambda: (key) => ({ namespace: 'AWS/Lambda', dimension: 'FunctionName', resource: logicalId(key) }),
  table: (resource) => ({ namespace: 'AWS/DynamoDB', dimension: 'TableName', resource }),
  stateMachine: (resource) => ({ namespace: 'AWS/States', dimension: 'StateMachineArn', resource }),
  queue: (resource) => ({ namespace: 'AWS/SQS', dimension: 'QueueName', resource, attribute: 'QueueName' }),

  /** The metrics that the service publishes itself (lib/observability/metrics.ts). */
  own: async ({ resolveVariable }) => ({
    namespace: `mib/${await resolveVariable('sls:stage')}`,
    dimension: 'service',
    value: await resolveVariable('self:service'),
  }),
};
