import * as z from 'zod/mini';
import { commit, reserve, rollback } from '../api/shard-transactions.ts';
import { formatSigned } from '../domain/amount.ts';
import { type InCurrency, inCurrency } from '../domain/currency.ts';
import type { ReserveResult } from '../domain/reserve-outcome.ts';
import type { ShardCalls } from './shard-calls.ts';
import { ShardUnavailable } from './shard-errors.ts';
import { legErrorOf } from './shard-outcome.ts';

/** The response to one leg of a transfer. */
export interface LegResponse {
  readonly walletId: string;
  /** The number of the wallet's shard. */
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
  readonly amount: bigint;
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

/** The legs of a transaction to roll back, with the deadline with which they were reserved. */
export interface RollbackLegs {
  readonly transactionId: string;
  readonly deadline: number;
  readonly legs: readonly { readonly walletId: string }[];
}

/** What one request says of a leg. It throws the leg's error. */
type ResultOf<L, R> = (leg: L) => R;

/**
 * Asks all shards side by side, each with one request for its legs, and waits for all of them.
 * @param ask sends one request
 * @param clock ms since 1970
 * @returns what became of each leg, in their order. It never throws: what one shard did is known
 * whatever happens at another.
 */
async function askShards<L extends { readonly walletId: string }, R>(
  calls: ShardCalls,
  legs: readonly L[],
  clock: () => number,
  ask: (group: readonly L[], now: number) => Promise<ResultOf<L, R>>,
): Promise<Leg<R>[]> {
  const groups = Map.groupBy(legs, ({ walletId }) => calls.shardOf(walletId));
  const responses = await Promise.all(
    [...groups].map(async ([shard, group]) => {
      const resultOf = await ask(group, clock()).catch((error: unknown) => () => {
        throw error;
      });
      const at = clock();
      return group.map(
        (leg) => [leg, { walletId: leg.walletId, shard, at, ...outcomeOf(() => resultOf(leg)) }] as const,
      );
    }),
  );
  const byLeg = new Map<L, Leg<R>>(responses.flat());
  return legs.flatMap((leg) => byLeg.get(leg) ?? []);
}

function outcomeOf<R>(read: () => R): { readonly result: R } | { readonly error: Error } {
  try {
    return { result: read() };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}

export function reserveLegs(
  calls: ShardCalls,
  { transactionId, deadline, currency, legs }: ReserveLegs,
  clock: () => number,
): Promise<ReservedLeg[]> {
  // Shards of the version before know no currency, and no wallet of theirs has one.
  const ofAll = {
    transaction_id: transactionId,
    deadline: String(deadline),
    ...inCurrency(currency),
  };
  const bodyOf = ({ walletId, amount, debitHeld, authorisation, approval }: LegToReserve) => ({
    wallet_id: walletId,
    amount: formatSigned(amount),
    ...(debitHeld && { debit_held: true }),
    ...(authorisation && { authorisation: true }),
    ...(approval && { approval: true }),
  });
  return askShards(calls, legs, clock, async (group, now): Promise<ResultOf<LegToReserve, ReserveResult>> => {
    const outcome = await calls.call(reserve, { body: formOf(ofAll, group.map(bodyOf)) }, now);
    if (outcome.error !== undefined) return () => outcome.error;
    if (group.length === 1) return () => 'held';
    const results = resultsOf(reserve.operationId, outcome.json);
    return ({ walletId }) => {
      const { code } = results(walletId);
      return code === undefined ? 'held' : legErrorOf(reserve, code);
    };
  });
}

export function commitLegs(
  calls: ShardCalls,
  { transactionId, legs }: CommitLegs,
  clock: () => number,
): Promise<SettledLeg[]> {
  const bodyOf = ({ walletId, amount, held }: LegToCommit) => ({
    wallet_id: walletId,
    amount: formatSigned(amount),
    ...(held !== undefined && { held: formatSigned(held) }),
  });
  return askShards(calls, legs, clock, async (group, now) => {
    const body = formOf({ transaction_id: transactionId }, group.map(bodyOf));
    return settledBy(commit.operationId, group, await calls.callOrThrow(commit, { body }, now));
  });
}

export function rollbackLegs(
  calls: ShardCalls,
  { transactionId, deadline, legs }: RollbackLegs,
  clock: () => number,
): Promise<SettledLeg[]> {
  const ofAll = { transaction_id: transactionId, deadline: String(deadline) };
  return askShards(calls, legs, clock, async (group, now) => {
    const body = formOf(
      ofAll,
      group.map(({ walletId }) => ({ wallet_id: walletId })),
    );
    return settledBy(rollback.operationId, group, await calls.callOrThrow(rollback, { body }, now));
  });
}

/** The body of a request: one leg has the form that every version of a shard knows. */
function formOf<A extends object, L extends object>(ofAll: A, legs: readonly L[]): (A & L) | (A & { legs: L[] }) {
  const [only] = legs;
  return legs.length === 1 && only ? { ...ofAll, ...only } : { ...ofAll, legs: [...legs] };
}

const APPLIED_BEFORE = 'already applied';
const OneSettled = z.object({ status: z.literal(APPLIED_BEFORE) });

/** Whether one leg was settled before. A body that makes no sense does not undo it. */
export function isAppliedBefore(json: unknown): boolean {
  return OneSettled.safeParse(json).success;
}

function settledBy(
  operationId: string,
  group: readonly unknown[],
  json: unknown,
): ResultOf<{ readonly walletId: string }, { readonly first: boolean }> {
  if (group.length === 1) return () => ({ first: !isAppliedBefore(json) });
  const results = resultsOf(operationId, json);
  return ({ walletId }) => {
    const { status, code } = results(walletId);
    if (code !== undefined) throw new ShardUnavailable(`${operationId} of a leg ended with ${code}`);
    return { first: status !== APPLIED_BEFORE };
  };
}

const LegResults = z.object({
  legs: z.array(z.object({ wallet_id: z.string(), status: z.optional(z.string()), code: z.optional(z.string()) })),
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
