/**
 * The contract of the control room's own JSON API, between the pages here and the server in
 * lib/cli/operator/console. It is no public API: both sides come from one checkout.
 */
import * as z from 'zod/mini';
import { Act, ActDone, Login } from './contract/acts.ts';
import { Alarms } from './contract/alarms.ts';
import { Approvals } from './contract/approvals.ts';
import { Audits } from './contract/audit.ts';
import { Drill, Faults, Kill, Outage, ProcessName } from './contract/faults.ts';
import { Graph } from './contract/graph.ts';
import { KeySetName, KeyStepDone, Keys } from './contract/keys.ts';
import { OperatorLog } from './contract/operator-log.ts';
import { Overview, Series, ShardHealth, Stage } from './contract/overview.ts';
import { HeadProof, RootDetail, Roots, WalletHead } from './contract/roots.ts';
import { FoundTransfer, Pending, TransferDetail } from './contract/transfers.ts';
import { Treasury } from './contract/treasury.ts';
import { UserDetail } from './contract/users.ts';
import { ExactTime, Job, Time, TxId, WalletId } from './contract/values.ts';
import { ControlsDone, WalletDetail } from './contract/wallets.ts';

/** One route. The members of the input fill the path; the others are the query of a GET, or the body of a POST. */
export interface ConsoleRoute {
  readonly method: 'GET' | 'POST';
  /** With `{member}` for each member of the input that is part of it. */
  readonly path: `/api/${string}`;
  readonly input: z.ZodMiniObject;
  readonly output: z.ZodMiniType;
}

const Reason = z
  .string()
  .check(z.trim(), z.minLength(1, 'must not be empty'), z.maxLength(200, 'must have at most 200 characters'));
const NOTHING = z.strictObject({});
/** A query has text only. */
const number = (from: number, to: number) => z.coerce.number().check(z.int(), z.gte(from), z.lte(to));
const byTransfer = { wallet_id: WalletId, TxID: TxId };

/** Every route, by name. */
export const ROUTES = {
  /** What this control room acts on. Costs nothing. */
  stage: { method: 'GET', path: '/api/stage', input: NOTHING, output: Stage },
  /** The first page. Ask every 2 s; what it costs is in it. */
  overview: { method: 'GET', path: '/api/overview', input: NOTHING, output: Overview },
  /** Transfers over time. Costs nothing on a local stack, and a request to CloudWatch on a stage. */
  series: {
    method: 'GET',
    path: '/api/series',
    input: z.strictObject({ minutes: z._default(number(1, 1440), 15) }),
    output: Series,
  },
  /** The transfers that are not final, the oldest first: at most `limit`, of one shard if it is named. */
  pending: {
    method: 'GET',
    path: '/api/pending',
    input: z.strictObject({
      limit: z._default(number(1, 500), 100),
      shard: z.optional(number(0, 9999)),
      /** Only those that are at least so old. */
      older_than_ms: z.optional(number(0, Number.MAX_SAFE_INTEGER)),
    }),
    output: Pending,
  },
  /** Starts the workflow of each transfer again. Safe at any time. At most 500. */
  redrive: {
    method: 'POST',
    path: '/api/redrive',
    input: z.strictObject({
      transfers: z.array(z.strictObject(byTransfer)).check(z.minLength(1), z.maxLength(500)),
      reason: Reason,
    }),
    output: Job,
  },
  job: { method: 'GET', path: '/api/jobs/{id}', input: z.strictObject({ id: z.string() }), output: Job },
  /**
   * One transfer. The wallet is the payer's or the payee's. No index leads from a payee to a transfer
   * that ended without a commit, so that its tombstone there leads to a 404.
   */
  transfer: {
    method: 'GET',
    path: '/api/transfers/{wallet_id}/{TxID}',
    input: z.strictObject(byTransfer),
    output: TransferDetail,
  },
  /** A transfer by its id alone. Reads the journal from its start, for some seconds at most. */
  find: { method: 'GET', path: '/api/find/{TxID}', input: z.strictObject({ TxID: TxId }), output: FoundTransfer },
  /** A state machine: `transfer` or `create-wallet`. */
  graph: {
    method: 'GET',
    path: '/api/graphs/{name}',
    input: z.strictObject({ name: z.enum(['transfer', 'create-wallet']) }),
    output: Graph,
  },
  wallet: {
    method: 'GET',
    path: '/api/wallets/{wallet_id}',
    input: z.strictObject({ wallet_id: WalletId }),
    output: WalletDetail,
  },
  /** Freezes a wallet as an operator; null lifts that. */
  freeze: {
    method: 'POST',
    path: '/api/wallets/{wallet_id}/freeze',
    input: z.strictObject({
      wallet_id: WalletId,
      frozen: z.nullable(z.enum(['debits', 'credits', 'all'])),
      reason: Reason,
    }),
    output: ControlsDone,
  },
  /** Closes a wallet without money and holds, for good. 409 `not_now` says what is left. */
  close: {
    method: 'POST',
    path: '/api/wallets/{wallet_id}/close',
    input: z.strictObject({ wallet_id: WalletId, reason: Reason }),
    output: ControlsDone,
  },
  /** The head of a wallet's statement. It is strongly consistent neither with the wallet nor with the roots. */
  head: {
    method: 'GET',
    path: '/api/wallets/{wallet_id}/head',
    input: z.strictObject({ wallet_id: WalletId }),
    output: WalletHead,
  },
  /** The newest roots that the audit has kept, and what the newest audit found. */
  roots: {
    method: 'GET',
    path: '/api/roots',
    input: z.strictObject({ limit: z._default(number(1, 100), 24) }),
    output: Roots,
  },
  /** One kept root, by the time at which it was kept. */
  root: {
    method: 'GET',
    path: '/api/roots/{kept_at}',
    input: z.strictObject({ kept_at: ExactTime }),
    output: RootDetail,
  },
  /** Whether a wallet's head is below a root. */
  headProof: {
    method: 'GET',
    path: '/api/roots/{kept_at}/wallets/{wallet_id}',
    input: z.strictObject({ kept_at: ExactTime, wallet_id: WalletId }),
    output: HeadProof,
  },
  shards: {
    method: 'GET',
    path: '/api/shards',
    input: NOTHING,
    output: z.object({ at: Time, shards: z.array(ShardHealth) }),
  },
  keys: { method: 'GET', path: '/api/keys', input: NOTHING, output: Keys },
  /**
   * Takes the next step of a rotation, which must be the one that is named. `force` skips the wait;
   * tokens may be refused then. 409 `not_now` if it is too soon or another step is next.
   */
  keyStep: {
    method: 'POST',
    path: '/api/keys/step',
    input: z.strictObject({
      set: KeySetName,
      step: z.enum(['add', 'promote', 'retire', 'publish']),
      force: z._default(z.boolean(), false),
      reason: Reason,
    }),
    output: KeyStepDone,
  },
  audits: { method: 'GET', path: '/api/audits', input: NOTHING, output: Audits },
  /** Runs an audit, or returns the one that runs. `settle`: settle orphaned holds of final transfers. */
  runAudit: {
    method: 'POST',
    path: '/api/audits',
    input: z.strictObject({ settle: z.boolean(), reason: z._default(Reason, 'an audit') }),
    output: Job,
  },
  /** What operators did, the newest first, and whether the chain of the log is whole. Reads all of it. */
  operatorLog: {
    method: 'GET',
    path: '/api/operator-log',
    input: z.strictObject({ limit: z._default(number(1, 500), 50) }),
    output: OperatorLog,
  },
  /**
   * Runs a command of the operators' program. One that needs a second operator leaves a request, and
   * changes nothing. 409 `not_now` says why it did not run.
   */
  act: {
    method: 'POST',
    path: '/api/acts',
    input: z.strictObject({ act: Act, reason: Reason }),
    output: ActDone,
  },
  /** A user by their login: their sessions, sign-ins, keys and wallets. */
  user: { method: 'GET', path: '/api/users/{login}', input: z.strictObject({ login: Login }), output: UserDetail },
  /** What was issued today, and the limits of each currency. */
  treasury: { method: 'GET', path: '/api/treasury', input: NOTHING, output: Treasury },
  /** What waits for a second operator, and what was decided. */
  approvals: { method: 'GET', path: '/api/approvals', input: NOTHING, output: Approvals },
  alarms: { method: 'GET', path: '/api/alarms', input: NOTHING, output: Alarms },
  /** Of a local stack only, as are the next five: 404 `not_here` on a stage. */
  faults: { method: 'GET', path: '/api/faults', input: NOTHING, output: Faults },
  /** Stops a process in order. Its data stays. These four answer with the new state, before a start is complete. */
  stopProcess: {
    method: 'POST',
    path: '/api/faults/stop',
    input: z.strictObject({ process: ProcessName }),
    output: Faults,
  },
  startProcess: {
    method: 'POST',
    path: '/api/faults/start',
    input: z.strictObject({ process: ProcessName }),
    output: Faults,
  },
  killProcess: { method: 'POST', path: '/api/faults/kill', input: z.strictObject(Kill.shape), output: Faults },
  beginOutage: { method: 'POST', path: '/api/faults/outage', input: z.strictObject(Outage.shape), output: Faults },
  /** Transfers 1 from the treasury to its wallet on another shard, `count` times: something to break. */
  drill: {
    method: 'POST',
    path: '/api/faults/drill',
    input: z.strictObject({ count: z.int().check(z.gte(1), z.lte(50)) }),
    output: Drill,
  },
} as const satisfies Record<string, ConsoleRoute>;

export type RouteName = keyof typeof ROUTES;
/** What a caller of the route gives. */
export type InputOf<N extends RouteName> = z.input<(typeof ROUTES)[N]['input']>;
/** What the server works with: defaults filled in, numbers read. */
export type ReadInputOf<N extends RouteName> = z.output<(typeof ROUTES)[N]['input']>;
export type OutputOf<N extends RouteName> = z.output<(typeof ROUTES)[N]['output']>;

/** The request of a route, for fetch. */
export function requestOf<N extends RouteName>(
  name: N,
  input: InputOf<N>,
): { method: 'GET' | 'POST'; target: string; body?: string } {
  const { method, path } = ROUTES[name];
  const rest = new Map<string, unknown>(Object.entries(input).filter(([, value]) => value !== undefined));
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, member: string) => {
    const value = rest.get(member);
    rest.delete(member);
    return encodeURIComponent(String(value));
  });
  if (method === 'POST') return { method, target: filled, body: JSON.stringify(Object.fromEntries(rest)) };
  const query = new URLSearchParams();
  for (const [member, value] of rest) query.set(member, String(value));
  return { method, target: query.size > 0 ? `${filled}?${query}` : filled };
}

export type { Act, ActDone } from './contract/acts.ts';
export type { Alarm, Alarms, Block } from './contract/alarms.ts';
export type { Approvals, Requested } from './contract/approvals.ts';
export type { AuditResult, Audits } from './contract/audit.ts';
export type { Faults } from './contract/faults.ts';
export type { Graph } from './contract/graph.ts';
export type { Keys } from './contract/keys.ts';
export type { OperatorAct, OperatorLog } from './contract/operator-log.ts';
export type { Overview, Series, ShardHealth, Stage } from './contract/overview.ts';
export type { HeadProof, KeptRoot, RootDetail, Roots, WalletHead } from './contract/roots.ts';
export type {
  Path,
  Payee,
  Pending,
  PendingTransfer,
  Side,
  SideState,
  TransferDetail,
  Waiting,
} from './contract/transfers.ts';
export type { Treasury } from './contract/treasury.ts';
export type { UserDetail } from './contract/users.ts';
export type { Job, SideName } from './contract/values.ts';
export { Problem } from './contract/values.ts';
export type { Stripes, WalletDetail, WalletItem } from './contract/wallets.ts';
