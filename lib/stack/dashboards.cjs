/**
 * Read by serverless.yml (`orchestrator`) and serverless.shard.yml (`shard`): the dashboards. CloudWatch takes the body of a dashboard as
 * a string of JSON. CloudFormation fills in each `${…}`.
 */
const WIDTH = 8;
const HEIGHT = 6;

/** Graphs in rows of three. A metric is `[namespace, name, dimension, value, …, options]`. */
function dashboard(name, graphs) {
  const widgets = graphs.map(({ title, metrics, stat = 'Sum', period = 60, stacked = false }, n) => ({
    type: 'metric',
    x: (n % 3) * WIDTH,
    y: Math.floor(n / 3) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties: { title, metrics, stat, period, view: 'timeSeries', stacked, region: '${AWS::Region}' },
  }));
  const DashboardBody = { 'Fn::Sub': JSON.stringify({ widgets }) };
  return {
    Resources: {
      Dashboard: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardName: name, DashboardBody } },
    },
  };
}

/** Every value that a dimension has turned up with, a line each. */
const each = (namespace, dimension, metric, stat) => [
  { expression: `SEARCH('{${namespace},service,${dimension}} MetricName="${metric}"', '${stat}', 60)`, id: 'each' },
];

const lambda = (metric, keys) => keys.map((key) => ['AWS/Lambda', metric, 'FunctionName', `\${${logicalId(key)}}`]);
const logicalId = (key) => `${key.charAt(0).toUpperCase()}${key.slice(1).replaceAll('_', 'Underscore')}LambdaFunction`;
const dynamodb = (metric, tables) => tables.map((table) => ['AWS/DynamoDB', metric, 'TableName', `\${${table}}`]);
const api = (metric) => ['AWS/ApiGateway', metric, 'ApiId', '${HttpApi}'];

const orchestrator = async ({ resolveVariable }) => {
  const namespace = `mib/${await resolveVariable('sls:stage')}`;
  const service = ['service', 'mib'];
  const functions = Object.keys(await resolveVariable('self:functions'));
  const tables = ['JournalTable', 'WalletsTable', 'UsersTable', 'IdempotencyTable', 'ThrottlesTable'];
  const machines = ['${TransferStateMachine}', '${CreateWalletStateMachine}'];
  const states = (metric) => machines.map((arn) => ['AWS/States', metric, 'StateMachineArn', arn]);
  const byStatus = (metric) =>
    ['SUCCESSFUL', 'INVALID', 'FAILED'].map((status) => [namespace, metric, ...service, 'status', status]);
  return dashboard(await resolveVariable('self:custom.prefix'), [
    { title: 'Transfers by final status', metrics: byStatus('transfers'), stacked: true },
    { title: 'Time to final, 99 of 100 (ms)', metrics: byStatus('time_to_final'), stat: 'p99' },
    { title: 'Open transfers', metrics: [[namespace, 'open_transfers', ...service]], stat: 'Maximum' },
    {
      title: 'Age of the oldest open transfer (ms)',
      metrics: [[namespace, 'oldest_open_transfer', ...service]],
      stat: 'Maximum',
    },
    { title: 'Refusals by code', metrics: [each(namespace, 'code', 'refusals', 'Sum')], stacked: true },
    { title: 'Requests that no limit counted', metrics: [each(namespace, 'policy', 'rate_not_counted', 'Sum')] },
    { title: 'Shards that gave no answer', metrics: [each(namespace, 'shard', 'shard_errors', 'Sum')] },
    { title: 'Answers', metrics: ['Count', '4xx', '5xx'].map(api) },
    { title: 'Latency, 99 of 100 (ms)', metrics: [api('Latency')], stat: 'p99' },
    {
      title: 'Sweeps',
      metrics: ['sweeps', 'restarted', 'restart_failures'].map((name) => [namespace, name, ...service]),
    },
    {
      title: 'Age of the oldest event not published (ms)',
      metrics: lambda('IteratorAge', ['publish']),
      stat: 'Maximum',
    },
    { title: 'Cost: invocations', metrics: lambda('Invocations', functions), stacked: true, period: 300 },
    { title: 'Cost: time of functions (ms)', metrics: lambda('Duration', functions), stacked: true, period: 300 },
    {
      title: 'Cost: units written',
      metrics: dynamodb('ConsumedWriteCapacityUnits', tables),
      stacked: true,
      period: 300,
    },
    { title: 'Cost: units read', metrics: dynamodb('ConsumedReadCapacityUnits', tables), stacked: true, period: 300 },
    { title: 'Cost: workflows', metrics: states('ExecutionsStarted'), stacked: true, period: 300 },
    { title: 'Workflows that failed', metrics: [...states('ExecutionsFailed'), ...states('ExecutionsTimedOut')] },
  ]);
};

const shard = async ({ resolveVariable }) => {
  const namespace = `mib/${await resolveVariable('sls:stage')}`;
  const service = ['service', await resolveVariable('self:service')];
  const functions = Object.keys(await resolveVariable('self:functions'));
  return dashboard(await resolveVariable('self:custom.prefix'), [
    { title: 'Answers', metrics: ['Count', '4xx', '5xx'].map(api) },
    { title: 'Latency, 99 of 100 (ms)', metrics: [api('Latency')], stat: 'p99' },
    { title: 'Commits without a hold', metrics: [[namespace, 'commit_without_hold', ...service]] },
    { title: 'Cost: invocations', metrics: lambda('Invocations', functions), stacked: true, period: 300 },
    { title: 'Cost: time of functions (ms)', metrics: lambda('Duration', functions), stacked: true, period: 300 },
    {
      title: 'Cost: units written and read',
      metrics: ['ConsumedWriteCapacityUnits', 'ConsumedReadCapacityUnits'].flatMap((name) =>
        dynamodb(name, ['WalletsTable']),
      ),
      stacked: true,
      period: 300,
    },
  ]);
};

module.exports = { orchestrator, shard };
