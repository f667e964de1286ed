import * as z from 'zod/mini';
import { commit, reserve, rollback } from '../api/shard-transactions.ts';
import { formatSigned } from '../domain/amount.ts';
import { type InCurrency, inCurrency } from '../domain/currency.ts';
import type { ErrorCode } from '../domain/errors.ts';
import type { ReserveResult } from '../domain/reserve-outcome.ts';
import { ShardUnavailable, WalletAbsent, WalletElsewhere } from './shard-errors.ts';
import { isAbsent, legErrorOf, type Outcome, successOf } from './shard-outcome.ts';
import type { WalletCalls } from './wallet-calls.ts';
import type { Said, WalletRound } from './wallet-round.ts';

/** The response to one leg of a transfer. */
export interface LegResponse {
  readonly walletId: string;
  /** The number of the shard that was asked last. */
  readonly shard: number;
  /** When its response came, or was no longer waited for: ms since 1970. */
  readonly at: number;
}

/**
 * What became of one leg: the result of its shard, or NoRoom, ShardBusy or ShardUnavailable. Any
 * other error is a bug.
 */
export type Leg<R> = LegResponse &
  ({ readonly result: R; readonly error?: never } | { readonly result?: never; readonly error: Error });
export type ReservedLeg = Leg<ReserveResult>;
/** `first`: whether this call settled it, not one before. */
export type SettledLeg = Leg<{ readonly first: boolean }>;

/** A leg to hold: a debit is below zero. */
export interface LegToReserve {
  readonly walletId: string;
  readonly amount: bigint;
  /** Of a credit: the stripe of the wallet that takes it. */
  readonly stripe?: number | undefined;
  /** Of a credit: whether its debit is held already. */
  readonly debitHeld?: boolean | undefined;
  /** Of a debit: whether it is held until a capture. */
  readonly authorisation?: boolean | undefined;
  /** Of such a debit: whether it waits for the approval of a second person. */
  readonly approval?: boolean | undefined;
}

/** A leg to commit: a debit is below zero. */
export interface LegToCommit {
  readonly walletId: string;
  /** Undefined: that of its hold. A list of legs has no such leg. */
  readonly amount?: bigint | undefined;
  /** Of a credit: the stripe of the wallet that holds it. */
  readonly stripe?: number | undefined;
  /** Of an authorised debit: the amount of its hold. What is not taken of it is given back. */
  readonly held?: bigint | undefined;
}

/** The legs of a transaction to hold, in one currency and until the same deadline (ms since 1970). */
export interface ReserveLegs extends InCurrency {
  readonly transactionId: string;
  readonly deadline: number;
  readonly legs: readonly LegToReserve[];
}

export interface CommitLegs {
  readonly transactionId: string;
  readonly legs: readonly LegToCommit[];
}

/** A leg to roll back: its wallet, and the stripe of a credit that is on one. */
export interface LegToRollBack {
  readonly walletId: string;
  readonly stripe?: number | undefined;
}

/** The legs of a transaction to roll back, with the deadline with which they were reserved. */
export interface RollbackLegs {
  readonly transactionId: string;
  readonly deadline: number;
  readonly legs: readonly LegToRollBack[];
}

/** What a shard says of a leg. `absent`: it has no such wallet. */
interface LegAnswer<R> {
  readonly result: R;
  readonly absent?: boolean;
}

/** What one request says of a leg. It throws the leg's error. */
type AnswerOf<L, R> = (leg: L) => LegAnswer<R>;

/**
 * Sends one request for legs to a shard.
 * @param isNamed whether the directory names this shard for the leg: see WalletRound
 */
type Ask<L, R> = (
  group: readonly L[],
  shard: number,
  now: number,
  timeoutMs: number,
  isNamed: (leg: L) => boolean,
) => Promise<AnswerOf<L, R>>;

/** A leg, and where it is asked for. */
interface AskedLeg<L> {
  readonly leg: L;
  readonly round: WalletRound;
}

/**
 * Asks all shards side by side, each with one request for its legs, and waits for all of them. Legs
 * whose wallets are elsewhere are asked for there, again with one request for those of one shard.
 * @param clock ms since 1970
 * @param leavesFence see WalletRound
 * @returns what became of each leg, in their order. It never throws: what one shard did is known
 * whatever happens at another.
 */
async function askShards<L extends { readonly walletId: string }, R>(
  calls: WalletCalls,
  legs: readonly L[],
  clock: () => number,
  ask: Ask<L, R>,
  leavesFence = false,
): Promise<Leg<R>[]> {
  const asked = legs.map((leg) => ({ leg, round: calls.round(leg.walletId, undefined, leavesFence) }));
  const byLeg = new Map<L, Leg<R>>(await askFor(asked, clock, ask));
  return legs.flatMap((leg) => byLeg.get(leg) ?? []);
}

async function askFor<L extends { readonly walletId: string }, R>(
  legs: readonly AskedLeg<L>[],
  clock: () => number,
  ask: Ask<L, R>,
): Promise<(readonly [L, Leg<R>])[]> {
  const groups = Map.groupBy(legs, ({ round }) => round.shard);
  const heard = await Promise.all([...groups].map(([shard, group]) => askOne(shard, group, clock, ask)));
  return heard.flat();
}

/** Asks one shard for a group of legs, and others for those that it does not have. */
async function askOne<L extends { readonly walletId: string }, R>(
  shard: number,
  group: readonly AskedLeg<L>[],
  clock: () => number,
  ask: Ask<L, R>,
): Promise<(readonly [L, Leg<R>])[]> {
  const timeoutMs = Math.min(...group.map(({ round }) => round.timeoutMs));
  const answerOf = await ask(
    group.map(({ leg }) => leg),
    shard,
    clock(),
    timeoutMs,
    (leg) => group.some((one) => one.leg === leg && one.round.isNamed),
  ).catch((error: unknown) => () => {
    throw error;
  });
  const at = clock();
  const final: (readonly [L, Leg<R>])[] = [];
  const elsewhere: AskedLeg<L>[] = [];
  await Promise.all(
    group.map(async (asked) => {
      const { leg, round } = asked;
      const outcome = await outcomeOf(round, () => answerOf(leg));
      if (outcome === 'elsewhere') elsewhere.push(asked);
      else final.push([leg, { walletId: leg.walletId, shard, at, ...outcome }]);
    }),
  );
  return [...final, ...(await askFor(elsewhere, clock, ask))];
}

type LegOutcome<R> =
  | { readonly result: R; readonly error?: never }
  | { readonly result?: never; readonly error: Error };

/** What became of a leg, unless its round goes on. */
async function outcomeOf<R>(round: WalletRound, read: () => LegAnswer<R>): Promise<LegOutcome<R> | 'elsewhere'> {
  try {
    const answer = answered(read);
    if (await round.goesOnAfter(saidBy(answer))) return 'elsewhere';
    return answer instanceof Error ? { error: answer } : { result: answer.result };
  } catch (error) {
    return { error: asError(error) };
  }
}

function answered<R>(read: () => LegAnswer<R>): LegAnswer<R> | Error {
  try {
    return read();
  } catch (error) {
    return asError(error);
  }
}

function saidBy(answer: LegAnswer<unknown> | Error): Said {
  if (answer instanceof WalletElsewhere) return answer;
  const hasNone = answer instanceof Error ? answer instanceof WalletAbsent : answer.absent;
  return hasNone ? 'absent' : 'answered';
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

export function reserveLegs(
  calls: WalletCalls,
  { transactionId, deadline, currency, legs }: ReserveLegs,
  clock: () => number,
): Promise<ReservedLeg[]> {
  // Shards of the version before know no currency, and no wallet of theirs has one.
  const ofAll = {
    transaction_id: transactionId,
    deadline: String(deadline),
    ...inCurrency(currency),
  };
  const bodyOf = ({ walletId, amount, stripe, debitHeld, authorisation, approval }: LegToReserve) => ({
    ...itemOf({ walletId, stripe }),
    amount: formatSigned(amount),
    ...(debitHeld && { debit_held: true }),
    ...(authorisation && { authorisation: true }),
    ...(approval && { approval: true }),
  });
  return askShards<LegToReserve, ReserveResult>(calls, legs, clock, async (group, shard, now, timeoutMs) => {
    const body = formOf(ofAll, group.map(bodyOf));
    const outcome = await calls.call(reserve, { body }, now, shard, timeoutMs);
    if (outcome.error !== undefined) return () => answerOf(outcome.error);
    if (group.length === 1) return () => answerOf('held');
    const results = resultsOf(reserve.operationId, outcome.json);
    return ({ walletId }) => {
      const { code, shard } = results(walletId);
      return answerOf(code === undefined ? 'held' : legErrorOf(reserve, { code, shard }));
    };
  });
}

function answerOf(result: ReserveResult): LegAnswer<ReserveResult> {
  return { result, absent: result === 'no_such_wallet' };
}

export function commitLegs(
  calls: WalletCalls,
  { transactionId, legs }: CommitLegs,
  clock: () => number,
): Promise<SettledLeg[]> {
  const ofAll = { transaction_id: transactionId };
  const bodyOf = ({ walletId, stripe, held }: LegToCommit) => ({
    ...itemOf({ walletId, stripe }),
    ...(held !== undefined && { held: formatSigned(held) }),
  });
  return askShards(calls, legs, clock, async (group, shard, now, timeoutMs) => {
    const [leg] = group;
    const body =
      group.length === 1 && leg
        ? { ...ofAll, ...bodyOf(leg), ...(leg.amount !== undefined && { amount: formatSigned(leg.amount) }) }
        : { ...ofAll, legs: group.map((one) => ({ ...bodyOf(one), amount: formatSigned(amountOf(one)) })) };
    const outcome = await calls.call(commit, { body }, now, shard, timeoutMs);
    return settledBy(commit, group, outcome);
  });
}

function amountOf({ amount }: LegToCommit): bigint {
  if (amount === undefined) throw new Error('several legs are committed with the amount of each');
  return amount;
}

export function rollbackLegs(
  calls: WalletCalls,
  { transactionId, deadline, legs }: RollbackLegs,
  clock: () => number,
): Promise<SettledLeg[]> {
  const ofAll = { transaction_id: transactionId, deadline: String(deadline) };
  const ask: Ask<LegToRollBack, { readonly first: boolean }> = async (group, shard, now, timeoutMs, isNamed) => {
    // A fence on a shard to which the wallet is on its way would refuse transfers that wait for it.
    const bodyOf = (leg: LegToRollBack) => ({ ...itemOf(leg), ...(!isNamed(leg) && { fence: false as const }) });
    const outcome = await calls.call(rollback, { body: formOf(ofAll, group.map(bodyOf)) }, now, shard, timeoutMs);
    return settledBy(rollback, group, outcome);
  };
  return askShards(calls, legs, clock, ask, true);
}

/** Where the leg is. Shards of the version before know no stripes, and no wallet of theirs has any. */
function itemOf({ walletId, stripe }: LegToRollBack) {
  return { wallet_id: walletId, ...(stripe !== undefined && { stripe }) };
}

/** The body of a request: one leg has the form that every version of a shard knows. */
function formOf<A extends object, L extends object>(ofAll: A, legs: readonly L[]): (A & L) | (A & { legs: L[] }) {
  const [only] = legs;
  return legs.length === 1 && only ? { ...ofAll, ...only } : { ...ofAll, legs: [...legs] };
}

const APPLIED_BEFORE = 'already applied';
const OneSettled = z.object({ status: z.literal(APPLIED_BEFORE) });

/** @throws ShardUnavailable if the shard settled none of the legs: a decision stands */
function settledBy(
  route: typeof commit | typeof rollback,
  group: readonly unknown[],
  outcome: Outcome<ErrorCode>,
): AnswerOf<{ readonly walletId: string }, { readonly first: boolean }> {
  if (outcome.error === undefined && group.length > 1) return settledLegs(route, outcome.json);
  if (outcome.error !== undefined && isAbsent(outcome)) throw new WalletAbsent(`${route.operationId} found no wallet`);
  // A body that makes no sense does not undo it.
  const first = !OneSettled.safeParse(successOf(route, outcome)).success;
  return () => ({ result: { first }, absent: isAbsent(outcome) });
}

function settledLegs(
  route: typeof commit | typeof rollback,
  json: unknown,
): AnswerOf<{ readonly walletId: string }, { readonly first: boolean }> {
  const results = resultsOf(route.operationId, json);
  return ({ walletId }) => {
    const { status, code, shard, absent } = results(walletId);
    if (code === undefined) return { result: { first: status !== APPLIED_BEFORE }, absent: absent === true };
    if (isAbsent({ error: code })) throw new WalletAbsent(`${route.operationId} found no wallet`);
    const error = legErrorOf(route, { code, shard });
    throw new ShardUnavailable(`${route.operationId} of a leg ended with ${error}`);
  };
}

const LegResults = z.object({
  legs: z.array(
    z.object({
      wallet_id: z.string(),
      status: z.optional(z.string()),
      code: z.optional(z.string()),
      /** The shard that has the wallet, or will, if this one does not answer for it. */
      shard: z.optional(z.int().check(z.nonnegative())),
      absent: z.optional(z.boolean()),
    }),
  ),
});

/**
 * What the body of a success says of each wallet.
 * @throws ShardUnavailable, as the function that it returns does for a wallet of which it says
 * nothing
 */
function resultsOf(operationId: string, json: unknown) {
  const { success, data, error } = LegResults.safeParse(json);
  if (!success) throw new ShardUnavailable(`the response to ${operationId} makes no sense`, { cause: error });
  const byWallet = new Map(data.legs.map((leg) => [leg.wallet_id, leg]));
  return (walletId: string) => {
    const leg = byWallet.get(walletId);
    if (!leg || (leg.status === undefined && leg.code === undefined))
      throw new ShardUnavailable(`the response to ${operationId} has no result for a leg`);
    return leg;
  };
}
