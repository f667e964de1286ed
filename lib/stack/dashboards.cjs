/**
 * Read by serverless.yml (`orchestrator`) and serverless.shard.yml (`shard`): the dashboards as
 * tables of graphs. CloudWatch takes the body of a dashboard as a string of JSON. CloudFormation
 * fills in each `${…}`.
 */
const { httpApi, lambda, own, queue, stateMachine, table } = require('./metrics.cjs');

const WIDTH = 8;
const HEIGHT = 6;

/** One line per source. `more` are further dimensions, each as its name and value. */
const lines = (name, sources, ...more) =>
  sources.map(({ namespace, dimension, value, resource, attribute }) => {
    const of = value ?? `\${${attribute ? `${resource}.${attribute}` : resource}}`;
    return [namespace, name, dimension, of, ...more];
  });

/** One line per value that a further dimension has had. */
const linesBy = (dimension, name, { namespace }) => [
  [{ expression: `SEARCH('{${namespace},service,${dimension}} MetricName="${name}"', 'Sum', 60)`, id: 'each' }],
];

const waiting = (...queues) =>
  ['Visible', 'Delayed'].flatMap((state) => lines(`ApproximateNumberOfMessages${state}`, queues.map(queue)));
const deadLetters = (...queues) => ({
  title: 'Dead letters, which wait for an operator',
  metrics: lines('ApproximateNumberOfMessagesVisible', queues.map(queue)),
  stat: 'Maximum',
});
const responses = () => ['Count', '4xx', '5xx'].flatMap((name) => lines(name, [httpApi]));
const FIVE_MINUTES = { stacked: true, period: 300 };

const orchestrator = (mib, functions) => {
  const tables = [
    ...['JournalTable', 'WalletsTable', 'UsersTable', 'SchedulesTable', 'RootsTable', 'IdempotencyTable'],
    ...['ThrottlesTable', 'UserWebhooksTable', 'WebhookSecretsTable', 'WebhookDeliveriesTable', 'WalletEventsTable'],
    ...['SessionsTable', 'RevocationsTable', 'OperatorLogTable', 'ApprovalsTable', 'IssuingTable', 'ApiKeysTable'],
    ...['SpendingTable', 'FactorsTable', 'FactorSecretsTable', 'MembershipsTable', 'ApproversTable'],
    ...['KnownPayeesTable'],
  ].map(table);
  const machines = ['TransferStateMachine', 'CreateWalletStateMachine', 'MoveWalletsStateMachine'].map(stateMachine);
  const byStatus = (name) =>
    ['SUCCESSFUL', 'INVALID', 'FAILED'].flatMap((status) => lines(name, [mib], 'status', status));
  return [
    { title: 'Transfers by final status', metrics: byStatus('transfers'), stacked: true },
    { title: 'Time to final, p99 (ms)', metrics: byStatus('time_to_final'), stat: 'p99' },
    { title: 'Transfers in flight', metrics: lines('open_transfers', [mib]), stat: 'Maximum' },
    {
      title: 'Age of the oldest transfer in flight (ms)',
      metrics: lines('oldest_open_transfer', [mib]),
      stat: 'Maximum',
    },
    { title: 'Error responses by code', metrics: linesBy('code', 'refusals', mib), stacked: true },
    {
      title: 'Logins that failed, refresh tokens used twice, logins of the treasury',
      metrics: ['failed_logins', 'refresh_tokens_reused', 'treasury_logins'].flatMap((name) => lines(name, [mib])),
    },
    {
      title: 'What operators did: all, of a new identity, reversals',
      metrics: ['operator_acts', 'new_operators', 'reversals'].flatMap((name) => lines(name, [mib])),
    },
    { title: 'Issued money by currency (minor units)', metrics: linesBy('currency', 'issued', mib), stacked: true },
    { title: 'Retired money by currency (minor units)', metrics: linesBy('currency', 'retired', mib), stacked: true },
    { title: 'Issues of the treasury', metrics: ['issues', 'large_issues'].flatMap((name) => lines(name, [mib])) },
    { title: 'New passwords not looked up among breached ones', metrics: lines('passwords_not_looked_up', [mib]) },
    { title: 'Requests that no rate limit counted', metrics: linesBy('policy', 'rate_not_counted', mib) },
    { title: 'Shard calls without a response, by shard', metrics: linesBy('shard', 'shard_errors', mib) },
    { title: 'Responses', metrics: responses() },
    { title: 'Latency, p99 (ms)', metrics: lines('Latency', [httpApi]), stat: 'p99' },
    { title: 'Sweeps', metrics: ['sweeps', 'restarted', 'restart_failures'].flatMap((name) => lines(name, [mib])) },
    {
      title: 'Growth: wallets moved, and those that wait for a shard',
      metrics: ['wallets_moved', 'wallets_waiting_to_move'].flatMap((name) => lines(name, [mib])),
      stat: 'Maximum',
    },
    {
      title: 'Growth: the longest silence of a mover (ms)',
      metrics: lines('growth_silence', [mib]),
      stat: 'Maximum',
    },
    {
      title: 'Age of the oldest unpublished event (ms)',
      metrics: lines('IteratorAge', [lambda('publish')]),
      stat: 'Maximum',
    },
    {
      title: 'Webhook attempts that failed',
      metrics: linesBy('subscription', 'delivery_failures', mib),
      stacked: true,
    },
    { title: 'Webhooks: deliveries that wait', metrics: waiting('DeliveriesQueue'), stat: 'Maximum' },
    {
      title: 'Webhooks of users: attempts, and those that failed',
      metrics: ['user_deliveries', 'user_delivery_failures'].flatMap((name) => lines(name, [mib])),
    },
    {
      title: 'Webhooks of users: events and deliveries that wait',
      metrics: waiting('AnnouncementsQueue', 'UserDeliveriesQueue'),
      stat: 'Maximum',
    },
    deadLetters('UnpublishedEventsQueue', 'UndeliveredEventsQueue', 'UserUndeliveredQueue'),
    {
      title: 'Scheduled payments: started, and failed to start',
      metrics: ['scheduled_payments', 'scheduled_failures'].flatMap((name) => lines(name, [mib])),
    },
    { title: 'Schedules that are due', metrics: lines('due_schedules', [mib]), stat: 'Maximum' },
    {
      title: 'Age of the oldest payment that is due (ms)',
      metrics: lines('oldest_due_payment', [mib]),
      stat: 'Maximum',
    },
    {
      title: 'Deleted accounts: erased, and failed',
      metrics: ['erased_accounts', 'erasure_failures'].flatMap((name) => lines(name, [mib])),
      ...FIVE_MINUTES,
    },
    { title: 'Cost: invocations', metrics: lines('Invocations', functions), ...FIVE_MINUTES },
    { title: 'Cost: function duration (ms)', metrics: lines('Duration', functions), ...FIVE_MINUTES },
    { title: 'Cost: write capacity units', metrics: lines('ConsumedWriteCapacityUnits', tables), ...FIVE_MINUTES },
    { title: 'Cost: read capacity units', metrics: lines('ConsumedReadCapacityUnits', tables), ...FIVE_MINUTES },
    { title: 'Cost: workflow executions', metrics: lines('ExecutionsStarted', machines), ...FIVE_MINUTES },
    {
      title: 'Failed workflow executions',
      metrics: ['ExecutionsFailed', 'ExecutionsTimedOut'].flatMap((name) => lines(name, machines)),
    },
  ];
};

const shard = (mib, functions) => [
  { title: 'Responses', metrics: responses() },
  { title: 'Latency, p99 (ms)', metrics: lines('Latency', [httpApi]), stat: 'p99' },
  // A wallet that receives more than one item takes shows as too_many_open_transactions.
  { title: 'Error responses by code', metrics: linesBy('code', 'refusals', mib), stacked: true },
  { title: 'Commits without a hold', metrics: lines('commit_without_hold', [mib]) },
  { title: 'Entries written to statements', metrics: lines('entries_posted', [mib]) },
  {
    title: 'Age of the oldest posting that is in no statement (ms)',
    metrics: lines('IteratorAge', [lambda('post')]),
    stat: 'Maximum',
  },
  deadLetters('UnpostedQueue'),
  { title: 'Cost: invocations', metrics: lines('Invocations', functions), ...FIVE_MINUTES },
  { title: 'Cost: function duration (ms)', metrics: lines('Duration', functions), ...FIVE_MINUTES },
  {
    title: 'Cost: write and read capacity units',
    metrics: ['ConsumedWriteCapacityUnits', 'ConsumedReadCapacityUnits'].flatMap((name) =>
      lines(name, ['WalletsTable', 'EntriesTable'].map(table)),
    ),
    ...FIVE_MINUTES,
  },
];

/** Graphs in rows of three. Without `stat` and `period` a graph shows sums per minute. */
function widget({ title, metrics, stat = 'Sum', period = 60, stacked = false }, n) {
  return {
    type: 'metric',
    x: (n % 3) * WIDTH,
    y: Math.floor(n / 3) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties: { title, metrics, stat, period, view: 'timeSeries', stacked, region: '${AWS::Region}' },
  };
}

const fragment = (graphsOf) => async (variables) => {
  const functions = Object.keys(await variables.resolveVariable('self:functions')).map(lambda);
  const graphs = graphsOf(await own(variables), functions);
  const DashboardName = await variables.resolveVariable('self:custom.prefix');
  const DashboardBody = { 'Fn::Sub': JSON.stringify({ widgets: graphs.map(widget) }) };
  return {
    Resources: { Dashboard: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardName, DashboardBody } } },
  };
};

module.exports = { orchestrator: fragment(orchestrator), shard: fragment(shard) };
