// Assumptions about the cloud, which cannot be measured on this machine. docs/performance.md states
// them beside the results.

/** Typical milliseconds of warm calls within the region. */
export const MS = {
  /** One call of DynamoDB. */
  dynamodb: 5,
  /** One call of Step Functions. */
  start: 15,
  /** One call of SQS. */
  sqs: 10,
  /** A receiver of webhooks: its connection and its response. */
  receiver: 100,
  /** From the caller to a function through an HTTP API. */
  httpApi: 10,
  /** From Step Functions to a function. */
  invoke: 10,
  /** Our own code in an endpoint: tokens, validation, JSON. */
  endpoint: 8,
  /** Our own code in a task of a state machine. */
  task: 5,
} as const;

const SHARD_MS = MS.endpoint + MS.dynamodb;
const TASK_MS = MS.task + MS.httpApi + SHARD_MS;

/**
 * The billed duration of each function, in ms. A missing one is billed as an endpoint with two
 * calls of DynamoDB.
 */
const BILLED_MS: Readonly<Record<string, number>> = {
  'orchestrator/do_transaction': MS.endpoint + 2 * MS.dynamodb + MS.start,
  'orchestrator/create_wallet': MS.endpoint + MS.dynamodb + MS.start,
  // bcrypt at cost 10 on a whole core.
  'orchestrator/login': 80 + 6 * MS.dynamodb,
  'orchestrator/balance': MS.endpoint + MS.dynamodb + MS.httpApi + SHARD_MS,
  'orchestrator/balance_at': MS.endpoint + MS.dynamodb + MS.httpApi + SHARD_MS + 2 * MS.dynamodb,
  'orchestrator/statement': MS.endpoint + MS.dynamodb + MS.httpApi + SHARD_MS,
  'orchestrator/reserve': TASK_MS,
  // With the row of the payee.
  'orchestrator/settle': TASK_MS + MS.dynamodb,
  'orchestrator/open_wallet': TASK_MS,
  // With events alone and no subscription.
  'orchestrator/deliver': MS.task,
  'shard/createwallet': SHARD_MS,
  'shard/reserve': SHARD_MS,
  'shard/commit': SHARD_MS,
  'shard/rollback': SHARD_MS,
  'shard/balance': SHARD_MS,
  // Up to three reads for the entry of a time.
  'shard/statement': SHARD_MS + 2 * MS.dynamodb,
};

/** One cold start in this number of invocations. It is billed as well. */
const COLD_EVERY = 200;
const COLD_MS = 500;

export function billedMs(functionName: string): number {
  return (BILLED_MS[functionName] ?? MS.endpoint + 2 * MS.dynamodb) + COLD_MS / COLD_EVERY;
}

/** The duration of a row of round trips, in ms. */
export function rowMs(row: readonly string[]): number {
  return row.reduce((sum, name) => sum + roundTripMs(name), 0);
}

function roundTripMs(name: string): number {
  if (name.startsWith('DynamoDB')) return MS.dynamodb;
  if (name.startsWith('StepFunctions')) return MS.start;
  return name.startsWith('invoke') ? MS.invoke + MS.task : MS.httpApi + MS.endpoint;
}

/** The share of requests through an HTTP API whose trace X-Ray records by its default rule. */
export const TRACED = 0.05;

/**
 * The bytes that CloudWatch Logs adds to each line. Source: CloudWatch Logs API reference,
 * PutLogEvents.
 */
export const LINE_OVERHEAD = 26;

const REQUEST_ID = '8fc6f963-411b-58b5-8483-a32130c0f45d';
/**
 * Lambda's lines of each invocation in its text format. In the JSON format at level WARN, a
 * successful one has none.
 */
export const PLATFORM_LINES = [
  `START RequestId: ${REQUEST_ID} Version: $LATEST\n`,
  `END RequestId: ${REQUEST_ID}\n`,
  `REPORT RequestId: ${REQUEST_ID}\tDuration: 21.67 ms\tBilled Duration: 22 ms\tMemory Size: 512 MB\tMax Memory Used: 91 MB\t\n` +
    'XRAY TraceId: 1-61c86fa4-59b3c6d959653c527fd10966\tSegmentId: 107ea78a5750a811\tSampled: true\t\n',
];

/** The lines of `deliver` for a successful delivery. */
export const DELIVERY_LINES = [
  '{"_aws":{"Timestamp":1795646758933,"CloudWatchMetrics":[{"Namespace":"mib/prod","Dimensions":[["service","subscription"]],' +
    '"Metrics":[{"Name":"deliveries","Unit":"Count"}]}]},"service":"mib","subscription":"ledger","deliveries":1}\n',
  '{"level":"INFO","message":"delivered","timestamp":"2026-11-25T22:45:58.934Z","service":"mib",' +
    '"tx_id":"01M83KTS9D65GMD0FV06T4JC57","subscription":"ledger","failures":0}\n',
];

/** Values of typical length for an access log's variables, by the last part of their names. */
export const ACCESS_LOG_VALUES: Readonly<Record<string, string>> = {
  requestId: 'JKJaXmPLvHcESHA=',
  requestTime: '23/Nov/2026:09:12:53 +0000',
  routeKey: 'POST /api/reserve',
  status: '200',
  sourceIp: '203.0.113.101',
  responseLength: '86',
  responseLatency: '23',
};
