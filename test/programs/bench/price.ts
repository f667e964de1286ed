import { MARK_EVERY } from '../../../lib/store/entry-item.ts';
import { billedMs, DELIVERY_LINES, LINE_OVERHEAD, MS, PLATFORM_LINES, rowMs, TRACED } from './assumptions.ts';
import type { Declared } from './declared.ts';
import { PRICES, type Price } from './prices.ts';
import { total, type Work } from './work.ts';

/** One line of a bill for a million: a quantity and its price in USD. */
export interface BillItem {
  readonly price: Price;
  readonly quantity: number;
  readonly usd: number;
}

/** The quantities of one operation, by price. */
export type Quantities = readonly (readonly [Price, number])[];

const MILLION = 1_000_000;
const EXPRESS_GB = 64 / 1024;
const EXPRESS_STEP_MS = 100;

export function bill(quantities: Quantities): BillItem[] {
  return quantities.map(([price, each]) => ({
    price,
    quantity: each * MILLION,
    usd: each * MILLION * PRICES[price].usd,
  }));
}

export function sum(items: readonly BillItem[]): number {
  return items.reduce((all, { usd }) => all + usd, 0);
}

/**
 * Settlements whose tombstones a wallet drops by one write, and writes of a user that the rate
 * limit counts by one write.
 */
const TOMBSTONES_A_WRITE = 16;
const REQUESTS_A_WRITE = 10;

/** The functions of writes of users. A batch counts by itself. */
const LIMITED = [
  ...['do_transaction', 'refund', 'capture', 'void', 'approve', 'reject', 'create_wallet', 'change_wallet'],
  ...['change_wallet_controls', 'close_wallet', 'schedule_transfer'],
];

/** The entries that a statement has in its table. */
const entriesOf = ({ writes }: Work) => writes['shard entries'] ?? 0;

/** Occasional writes, shared among the requests that cause them. */
function writesBeside(work: Work): number {
  const { functions, writes } = work;
  const calls = (...names: string[]) => names.reduce((all, name) => all + (functions[name] ?? 0), 0);
  // One request may settle several wallets. Each of them was written for its hold, too.
  const settles = calls('shard/commit', 'shard/rollback') > 0;
  const settlements = settles ? (writes['shard wallets'] ?? 0) / 2 : 0;
  const limited = calls(...LIMITED.map((name) => `orchestrator/${name}`));
  return settlements / TOMBSTONES_A_WRITE + limited / REQUESTS_A_WRITE + entriesOf(work) / MARK_EVERY;
}

/**
 * The batch size of `publish` in the serverless file, reached under load, and the billed duration
 * of an invocation.
 */
const PUBLISHED_TOGETHER = 100;
const PUBLISH_GB = 0.25;
const PUBLISH_MS = 250;

/**
 * The batch size of `post` in the serverless file, reached under load, and the billed duration of
 * an invocation. It writes the entries of different wallets side by side.
 */
const POSTED_TOGETHER = 100;
const POST_GB = 0.25;
const POST_MS = 100;

/** The events of the work: one for each final transfer. */
function events({ functions }: Work): number {
  return functions['orchestrator/settle'] ?? 0;
}

/** The batch size of `deliver` in the serverless file, reached under load. */
export const TAKEN_TOGETHER = 10;
const DELIVER = 'orchestrator/deliver';

/**
 * An event on the bus and in the queue of deliveries. Without a webhook and without a rule of others
 * there is none. The rule sends one message for each event. Lambda receives and deletes messages in
 * batches.
 */
export function announcement(declared: Declared): Quantities {
  const calls = 1 / TAKEN_TOGETHER;
  return [
    ['event', 1],
    ['sqsRequest', 1 + 2 * calls],
    ['lambdaRequest', calls],
    ['lambdaGbSecond', gbSeconds({ [DELIVER]: calls }, declared)],
  ];
}

/**
 * The delivery of an event to one subscription, at the first attempt. It is sent, received and
 * deleted in batches.
 */
export function delivery(declared: Declared): Quantities {
  const calls = 1 / TAKEN_TOGETHER;
  // The attempts of a batch run in parallel. The call that took the events has sent the deliveries
  // before.
  const waitedMs = calls * (MS.sqs + MS.receiver);
  const lines = DELIVERY_LINES.reduce((all, line) => all + Buffer.byteLength(line) + LINE_OVERHEAD, 0);
  return [
    ['sqsFairRequest', 3 * calls],
    ['lambdaRequest', calls],
    ['lambdaGbSecond', gbSeconds({ [DELIVER]: calls }, declared) + (waitedMs / 1000) * gbOf(DELIVER, declared)],
    ['logGb', lines / 1e9],
  ];
}

/**
 * An event for one webhook of a user, at the first attempt. `deliver` passes it on, `fan_out` makes the
 * delivery, and `deliver_to_users` attempts it. Messages are received and deleted in batches. `deliver`
 * sends in batches, and `fan_out` what follows from each event.
 * @param work of one event in a batch of its own
 */
export function userEvent(work: Work, declared: Declared): Quantities {
  const calls = 1 / TAKEN_TOGETHER;
  const waitedMs = calls * (TAKEN_TOGETHER * MS.sqs + MS.receiver);
  return [
    ['sqsFairRequest', 1 + 5 * calls],
    ['lambdaRequest', 2 * calls],
    [
      'lambdaGbSecond',
      calls * gbSeconds(work.functions, declared) + (waitedMs / 1000) * gbOf('orchestrator/fan_out', declared),
    ],
    ['writeUnit', total(work.writes)],
    ['readUnit', total(work.reads)],
    ['logGb', (work.log.bytes + work.log.lines * LINE_OVERHEAD) / 1e9],
  ];
}

/** @param row the consecutive round trips of the work; those after the start are the workflow's */
export function ours(work: Work, row: readonly string[], declared: Declared): Quantities {
  const workflow = row.slice(row.findIndex((name) => name.startsWith('StepFunctions')) + 1);
  const { runs } = work.workflow;
  const publishing = events(work) / PUBLISHED_TOGETHER;
  const posting = entriesOf(work) / POSTED_TOGETHER;
  return [
    ['httpRequest', work.requests],
    ['lambdaRequest', total(work.functions) + publishing + posting],
    [
      'lambdaGbSecond',
      gbSeconds(work.functions, declared) +
        waitedSeconds(work, workflow) * gbOf(WAITS, declared) +
        (publishing * PUBLISH_GB * PUBLISH_MS + posting * POST_GB * POST_MS) / 1000,
    ],
    ['expressRequest', runs],
    ['expressGbSecond', ((runs * Math.ceil(rowMs(workflow) / EXPRESS_STEP_MS) * EXPRESS_STEP_MS) / 1000) * EXPRESS_GB],
    ['writeUnit', total(work.writes) + writesBeside(work)],
    ['readUnit', total(work.reads)],
    ['logGb', logBytes(work, declared) / 1e9],
  ];
}

/**
 * The same transfer in the textbook's design. It has a Standard workflow of as many transitions. A
 * function does the writes that Step Functions does here (begin, decide, finish). Shards write
 * wallet and log in one TransactWriteItems of two items, at two units each.
 */
export function textbook(work: Work, declared: Declared): Quantities {
  const steps = 3;
  const functions = { ...work.functions, 'orchestrator/step': steps };
  const shardWrites = work.writes['shard wallets'] ?? 0;
  const lines = { lines: work.log.lines + steps, bytes: (work.log.bytes / work.log.lines) * (work.log.lines + steps) };
  return [
    ['httpRequest', work.requests],
    ['lambdaRequest', total(functions)],
    ['lambdaGbSecond', gbSeconds(functions, declared)],
    ['standardTransition', work.workflow.transitions + 1],
    ['writeUnit', total(work.writes) - shardWrites + shardWrites * 2 * 2],
    ['readUnit', total(work.reads)],
    [
      'logGb',
      logBytes({ ...work, functions, log: lines }, { ...declared, platformLines: true, shardsLogRequests: true }) / 1e9,
    ],
    // By the defaults of X-Ray, each request begins a trace.
    ['trace', work.requests * TRACED],
  ];
}

const WAITS = 'orchestrator/do_transaction';

/** How long the function of a request waits for the workflow, if its response comes after that. */
function waitedSeconds({ workflow: { runs }, toResponse }: Work, workflow: readonly string[]): number {
  return runs > 0 && toResponse > workflow.length ? rowMs(workflow) / 1_000 : 0;
}

function gbSeconds(functions: Work['functions'], declared: Declared): number {
  return Object.entries(functions).reduce((all, [name, calls]) => {
    return all + (calls * gbOf(name, declared) * billedMs(name)) / 1000;
  }, 0);
}

function gbOf(functionName: string, { memory }: Declared): number {
  return (memory[functionName] ?? 512) / 1024;
}

/**
 * Our own lines, a line of the access log for each request to an API that has one, and Lambda's own
 * lines for each invocation.
 */
export function logBytes({ log, requests, functions }: Work, declared: Declared): number {
  const { accessLine, platformLines, shardsLogRequests } = declared;
  const own = log.bytes + log.lines * LINE_OVERHEAD;
  const access = (shardsLogRequests ? requests : 1) * (Buffer.byteLength(accessLine) + LINE_OVERHEAD);
  const platform = PLATFORM_LINES.reduce((all, line) => all + Buffer.byteLength(line) + LINE_OVERHEAD, 0);
  return own + access + (platformLines ? total(functions) * platform : 0);
}
