/**
 * Read by serverless.yml (`orchestrator`) and serverless.shard.yml (`shard`): the alarms as tables,
 * and the topic that they notify. docs/operations.md has a heading for each alarm.
 *
 * An alarm goes off after `periods` periods in a row, 1 by default. Missing data is fine, unless
 * the metric is `expected`.
 */
const { httpApi, lambda, own, queue, stateMachine, table } = require('./metrics.cjs');

const above = (Threshold) => ({ Threshold, ComparisonOperator: 'GreaterThanThreshold' });
const atLeast = (Threshold) => ({ Threshold, ComparisonOperator: 'GreaterThanOrEqualToThreshold' });
const below = (Threshold) => ({ Threshold, ComparisonOperator: 'LessThanThreshold' });

function metric({ namespace, dimension, value, resource, attribute }, MetricName) {
  const reference = attribute ? { 'Fn::GetAtt': [resource, attribute] } : { Ref: resource };
  return { Namespace: namespace, MetricName, Dimensions: [{ Name: dimension, Value: value ?? reference }] };
}

/** One metric of one source, over a period in seconds. */
const one = (source, name, Statistic, Period) => ({ ...metric(source, name), Statistic, Period });

/** The sum of several metrics of several sources, over 5 minutes. */
function sum(sources, ...names) {
  const metrics = sources.flatMap((source) => names.map((name) => metric(source, name)));
  const MetricStat = (Metric) => ({ Metric, Period: 300, Stat: 'Sum' });
  return {
    Metrics: [
      { Id: 'all', Expression: 'SUM(METRICS())' },
      ...metrics.map((of, n) => ({ Id: `m${n}`, ReturnData: false, MetricStat: MetricStat(of) })),
    ],
  };
}
const throttled = (...keys) => sum(keys.map(lambda), 'Throttles');
const throttledTables = (...ids) => sum(ids.map(table), 'WriteThrottleEvents', 'ReadThrottleEvents');

const both = [
  {
    name: 'server-errors',
    text: 'The API returns 5xx responses.',
    metric: one(httpApi, '5xx', 'Sum', 300),
    threshold: atLeast(5),
  },
];

const orchestrator = (mib) => [
  ...both,
  {
    name: 'oldest-open-transfer',
    text: 'A transfer has been in flight for over 5 minutes.',
    metric: one(mib, 'oldest_open_transfer', 'Maximum', 60),
    threshold: above(300_000),
    periods: 2,
  },
  {
    name: 'books-out-of-balance',
    text: 'The audit found that the shards and the journal do not agree.',
    metric: one(mib, 'books_balanced', 'Minimum', 3600),
    threshold: below(1),
  },
  {
    name: 'books-not-read',
    text: 'No audit has completed in the last three hours.',
    metric: one(mib, 'books_balanced', 'SampleCount', 10_800),
    threshold: below(1),
    expected: true,
  },
  {
    name: 'root-not-kept',
    text: 'No root of the statements has been kept in the last three hours.',
    metric: one(mib, 'roots_kept', 'Sum', 10_800),
    threshold: below(1),
    expected: true,
  },
  {
    name: 'audit-behind',
    text: 'For a day, no audit had time for all statements.',
    metric: one(mib, 'heads_behind', 'Minimum', 3600),
    threshold: above(0),
    periods: 24,
  },
  {
    name: 'sweeper-not-running',
    text: 'The sweeper has not run for 5 minutes; stuck transfers are not being restarted.',
    metric: one(mib, 'sweeps', 'Sum', 300),
    threshold: below(1),
    expected: true,
  },
  {
    name: 'growth-stands-still',
    text: 'Wallets are to move to other shards, and a mover has written nothing for over 10 minutes.',
    metric: one(mib, 'growth_silence', 'Maximum', 60),
    threshold: above(600_000),
    periods: 2,
  },
  {
    name: 'wallets-wait-to-move',
    text: 'For 15 minutes, wallets could not move to their new shard. Some of them may be unavailable.',
    metric: one(mib, 'wallets_waiting_to_move', 'Maximum', 300),
    threshold: atLeast(1),
    periods: 3,
  },
  {
    name: 'scheduled-payments-late',
    text: 'A scheduled payment has been due for over 5 minutes, or the function that starts them does not run.',
    metric: one(mib, 'oldest_due_payment', 'Maximum', 300),
    threshold: above(300_000),
    periods: 2,
    expected: true,
  },
  {
    name: 'erasure-late',
    text: 'The personal data of a user who has deleted the account should have been erased over an hour ago.',
    metric: one(mib, 'oldest_erasure', 'Maximum', 300),
    threshold: above(3_600_000),
    periods: 2,
  },
  {
    name: 'failed-logins',
    text: 'Over 100 logins have failed in 5 minutes.',
    metric: one(mib, 'failed_logins', 'Sum', 300),
    threshold: atLeast(100),
  },
  {
    name: 'refresh-token-reused',
    text: 'A refresh token was used that had been replaced: it or its successor was stolen.',
    metric: one(mib, 'refresh_tokens_reused', 'Sum', 300),
    threshold: atLeast(1),
  },
  {
    name: 'passwords-not-looked-up',
    text: 'New passwords were accepted without a look at breached ones: the service that knows them does not answer.',
    metric: one(mib, 'passwords_not_looked_up', 'Sum', 3600),
    threshold: atLeast(5),
  },
  {
    name: 'large-issue',
    text: 'Somebody has issued more money at once than the alarm of its currency allows.',
    metric: one(mib, 'large_issues', 'Sum', 300),
    threshold: atLeast(1),
  },
  {
    name: 'treasury-login',
    text: 'Somebody has logged in as the treasury, which can issue money.',
    metric: one(mib, 'treasury_logins', 'Sum', 300),
    threshold: atLeast(1),
  },
  {
    name: 'new-operator',
    text: 'An identity of AWS has acted as an operator for the first time.',
    metric: one(mib, 'new_operators', 'Sum', 300),
    threshold: atLeast(1),
  },
  {
    name: 'reversal',
    text: 'An operator has reversed a transfer, or asked a second operator for it.',
    metric: one(mib, 'reversals', 'Sum', 300),
    threshold: atLeast(1),
  },
  {
    name: 'operators-not-watched',
    text: 'What operators did has not been counted for over 5 minutes.',
    metric: one(lambda('watch_operators'), 'IteratorAge', 'Maximum', 60),
    threshold: above(300_000),
    periods: 2,
  },
  {
    name: 'failed-workflows',
    text: 'Executions of state machines fail or time out.',
    metric: sum(
      ['TransferStateMachine', 'CreateWalletStateMachine', 'MoveWalletsStateMachine'].map(stateMachine),
      'ExecutionsFailed',
      'ExecutionsTimedOut',
    ),
    threshold: atLeast(10),
  },
  {
    name: 'throttled-functions',
    text: 'Lambda is throttling functions in the transfer path.',
    // Those that start executions, and the tasks of executions.
    metric: throttled(
      ...['do_transaction', 'transfers_batch', 'capture', 'void', 'approve', 'reject', 'refund'],
      ...['create_wallet', 'sweep', 'pay_scheduled'],
      ...['reserve', 'hold', 'settle', 'open_wallet', 'move_wallets'],
    ),
    threshold: atLeast(10),
  },
  {
    name: 'throttled-tables',
    text: 'DynamoDB is throttling the journal, the directory or the schedules.',
    metric: throttledTables('JournalTable', 'WalletsTable', 'SchedulesTable'),
    threshold: atLeast(20),
  },
  {
    name: 'events-late',
    text: 'The event of a final transfer has not been published for over 5 minutes.',
    metric: one(lambda('publish'), 'IteratorAge', 'Maximum', 60),
    threshold: above(300_000),
    periods: 2,
  },
  {
    name: 'events-unpublished',
    text: 'Events could not be published for 23 hours; an operator must republish them.',
    metric: one(queue('UnpublishedEventsQueue'), 'ApproximateNumberOfMessagesVisible', 'Maximum', 300),
    threshold: atLeast(1),
  },
  {
    name: 'webhooks-late',
    text: 'A message has been in the queue of webhook deliveries for over 30 minutes: `deliver` does not take it.',
    metric: one(queue('DeliveriesQueue'), 'ApproximateAgeOfOldestMessage', 'Maximum', 300),
    // A delivery that failed is a new message with each attempt, which waits 15 minutes at most.
    threshold: above(1_800),
  },
  {
    name: 'webhooks-undelivered',
    text: 'Events could not be delivered to a webhook for 24 hours, or the receiver is gone.',
    metric: one(queue('UndeliveredEventsQueue'), 'ApproximateNumberOfMessagesVisible', 'Maximum', 300),
    threshold: atLeast(1),
  },
  {
    name: 'announcements-late',
    text: 'An event for webhooks of users has been in its queue for over 30 minutes: `fan_out` does not take it.',
    metric: one(queue('AnnouncementsQueue'), 'ApproximateAgeOfOldestMessage', 'Maximum', 300),
    threshold: above(1_800),
  },
  {
    name: 'user-webhooks-late',
    text: 'A delivery to a webhook of a user has been in its queue for over 30 minutes: `deliver_to_users` does not take it.',
    metric: one(queue('UserDeliveriesQueue'), 'ApproximateAgeOfOldestMessage', 'Maximum', 300),
    threshold: above(1_800),
  },
  {
    name: 'user-webhooks-undelivered',
    text: 'Messages for webhooks of users could not be taken; an operator must move them back.',
    metric: one(queue('UserUndeliveredQueue'), 'ApproximateNumberOfMessagesVisible', 'Maximum', 300),
    threshold: atLeast(1),
  },
];

const shard = (mib) => [
  ...both,
  {
    name: 'commit-without-hold',
    text: 'A shard had to commit a transfer for which it has neither a hold nor a tombstone.',
    metric: one(mib, 'commit_without_hold', 'Sum', 300),
    threshold: atLeast(1),
  },
  {
    name: 'throttled-functions',
    text: 'Lambda is throttling functions that move money.',
    metric: throttled('reserve', 'commit', 'rollback'),
    threshold: atLeast(10),
  },
  {
    name: 'throttled-tables',
    text: 'DynamoDB is throttling the table of balances or that of statements.',
    metric: throttledTables('WalletsTable', 'EntriesTable'),
    threshold: atLeast(20),
  },
  {
    name: 'statements-late',
    text: 'A posting has not been in the statement of its wallet for over 5 minutes.',
    metric: one(lambda('post'), 'IteratorAge', 'Maximum', 60),
    threshold: above(300_000),
    periods: 2,
  },
  {
    name: 'statements-unposted',
    text: 'Postings could not be written to statements for 12 hours; an operator must post them.',
    metric: one(queue('UnpostedQueue'), 'ApproximateNumberOfMessagesVisible', 'Maximum', 300),
    threshold: atLeast(1),
  },
];

const pascalCase = (name) => name.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());

function resource(prefix, { name, text, metric, threshold, periods = 1, expected = false }) {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: `${prefix}-${name}`,
      AlarmDescription: `${text} See docs/operations.md, ${name}.`,
      AlarmActions: [{ Ref: 'AlarmTopic' }],
      OKActions: [{ Ref: 'AlarmTopic' }],
      ...metric,
      EvaluationPeriods: periods,
      ...threshold,
      TreatMissingData: expected ? 'breaching' : 'notBreaching',
    },
  };
}

const fragment = (table) => async (variables) => {
  const prefix = await variables.resolveVariable('self:custom.prefix');
  const rows = table(await own(variables));
  return {
    Resources: {
      // Operators on duty subscribe to it themselves (docs/operations.md): a deployment does not
      // know who they are.
      AlarmTopic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: `${prefix}-alarms` } },
      ...Object.fromEntries(rows.map((row) => [`${pascalCase(row.name)}Alarm`, resource(prefix, row)])),
    },
    Outputs: { AlarmTopicArn: { Value: { Ref: 'AlarmTopic' } } },
  };
};

module.exports = { orchestrator: fragment(orchestrator), shard: fragment(shard) };
