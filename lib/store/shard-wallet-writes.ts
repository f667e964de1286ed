import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { InCurrency } from '../domain/currency.ts';
import type { CommitEffect } from '../domain/shard-commit.ts';
import {
  balanceOf,
  type HoldLimits,
  type HoldMap,
  holdLimitFor,
  holdOf,
  MAX_TOMBSTONES,
  mapFor,
  type Reserve,
  type ShardWallet,
} from '../domain/shard-wallet.ts';
import { transferIdOf } from '../domain/transaction-id.ts';
import { storedHold, storedHolds } from './shard-wallet-item.ts';

/**
 * The writes on a wallet's item. Each is one conditional UpdateItem. Every rule about money is in a
 * condition here and nowhere else.
 *
 * `posting` is in the item only from a commit to the next write, so that the stream of the table
 * says once what was posted: every write that is no commit removes it.
 */
export type Write = Pick<
  UpdateCommandInput,
  'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues' | 'ReturnValues'
>;

/**
 * Part of every condition. UpdateItem would create a missing item, and an id may have a fence
 * before it has a wallet.
 */
const EXISTS = 'attribute_exists(spendable)';
/** The transaction neither holds here nor has ended here, and the fence does not keep it out. */
/** The wallet's money is that of the reserve. A wallet without a currency has no attribute. */
const IS_IN_CURRENCY = 'currency = :currency';
const IS_IN_NO_CURRENCY = 'attribute_not_exists(currency)';
const IS_NEW =
  'attribute_not_exists(holds.#tx) AND attribute_not_exists(authorised.#tx) AND attribute_not_exists(settled.#tx) AND fence < :deadline';
const HAS_TOMBSTONE_ROOM = 'size(settled) < :max_tombstones';
const HAS_FUNDS = 'spendable >= :debit';
/** The hold is the one whose amounts a commit knows. */
const isHeld = (map: HoldMap) => `${map}.#tx.commit_adds = :commit_adds AND ${map}.#tx.rollback_adds = :rollback_adds`;
const ends = (map: HoldMap) => `settled.#tx = ${map}.#tx.deadline REMOVE ${map}.#tx`;

/** @param creditLimit how far below zero the balance may go */
export function creation(creditLimit: bigint, { currency }: InCurrency): Write {
  const inCurrency = currency === undefined ? '' : ', currency = :currency';
  return {
    UpdateExpression: `SET spendable = :limit, credit_limit = :limit, holds = :none, authorised = :none, settled = :none, fence = if_not_exists(fence, :zero), posted = :zero, seq = :zero${inCurrency}`,
    ConditionExpression: 'attribute_not_exists(spendable)',
    ExpressionAttributeValues: {
      ':limit': creditLimit,
      ':none': {},
      ':zero': 0,
      ...(currency !== undefined && { ':currency': currency }),
    },
  };
}

/** Gives a credit limit to a wallet without one. The balance stays. */
export function creditGiven(creditLimit: bigint): Write {
  return {
    UpdateExpression: 'SET spendable = spendable + :credit, credit_limit = :credit REMOVE posting',
    ConditionExpression: `${EXISTS} AND credit_limit = :none`,
    ExpressionAttributeValues: { ':credit': creditLimit, ':none': 0 },
  };
}

export function hold(reserve: Reserve, limits: HoldLimits): Write {
  const map = mapFor(reserve);
  const { ConditionExpression, ExpressionAttributeValues, ...rest } = holding(reserve);
  return {
    ...rest,
    UpdateExpression: `SET ${map}.#tx = :hold, spendable = spendable - :debit REMOVE posting`,
    ConditionExpression: `${ConditionExpression} AND size(${map}) < :max_holds`,
    ExpressionAttributeValues: {
      ...ExpressionAttributeValues,
      ':hold': storedHold(holdOf(reserve)),
      ':max_holds': holdLimitFor(reserve, limits),
    },
  };
}

/** The same for the first authorised transfer of a wallet of the version before, which has no map of them. */
export function firstAuthorisation(reserve: Reserve): Write {
  const { ConditionExpression, ExpressionAttributeValues, ...rest } = holding(reserve);
  return {
    ...rest,
    UpdateExpression: 'SET authorised = :authorised, spendable = spendable - :debit REMOVE posting',
    ConditionExpression: `${ConditionExpression} AND attribute_not_exists(authorised)`,
    ExpressionAttributeValues: {
      ...ExpressionAttributeValues,
      ':authorised': { [reserve.transactionId]: storedHold(holdOf(reserve)) },
    },
  };
}

/** What every hold needs, wherever the item has it. */
function holding(reserve: Reserve): Pick<Write, 'ExpressionAttributeNames'> & {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeValues: Record<string, unknown>;
} {
  const { transactionId, deadline, currency } = reserve;
  const isInCurrency = currency === undefined ? IS_IN_NO_CURRENCY : IS_IN_CURRENCY;
  return {
    ConditionExpression: `${EXISTS} AND ${IS_NEW} AND ${isInCurrency} AND ${HAS_TOMBSTONE_ROOM} AND ${HAS_FUNDS}`,
    ExpressionAttributeNames: { '#tx': transactionId },
    ExpressionAttributeValues: {
      ':debit': holdOf(reserve).rollbackAdds,
      ':deadline': deadline,
      ':max_tombstones': MAX_TOMBSTONES,
      ...(currency !== undefined && { ':currency': currency }),
    },
  };
}

/** Ends the hold and posts its amount. The entry of a capture has the id of its transfer. */
export function posting(
  transactionId: string,
  { amount, adds, hold }: CommitEffect,
  now: number,
  map: HoldMap = 'holds',
): Write {
  return {
    UpdateExpression: `SET spendable = spendable + :adds, posted = posted + :amount, seq = seq + :one, posted_at = :now, posting = :posting, ${ends(map)}`,
    ConditionExpression: `${EXISTS} AND attribute_exists(posted) AND ${isHeld(map)}`,
    ExpressionAttributeNames: { '#tx': transactionId },
    ExpressionAttributeValues: {
      ':adds': adds,
      ':amount': amount,
      ':one': 1,
      ':now': now,
      ':posting': { tx: transferIdOf(transactionId), amount, at: now },
      ':commit_adds': hold.commitAdds,
      ':rollback_adds': hold.rollbackAdds,
    },
    // For the tombstones that it shows.
    ReturnValues: 'ALL_NEW',
  };
}

/** The same in a wallet whose statement is not open: nothing is posted. */
export function unpostedCommit(
  transactionId: string,
  { adds, hold }: CommitEffect,
  _now: number,
  map: HoldMap = 'holds',
): Write {
  return {
    UpdateExpression: `SET spendable = spendable + :adds, ${ends(map)}`,
    ConditionExpression: `${EXISTS} AND attribute_not_exists(posted) AND ${isHeld(map)}`,
    ExpressionAttributeNames: { '#tx': transactionId },
    ExpressionAttributeValues: {
      ':adds': adds,
      ':commit_adds': hold.commitAdds,
      ':rollback_adds': hold.rollbackAdds,
    },
    ReturnValues: 'ALL_NEW',
  };
}

/** Ends the hold and gives a debit back. */
export function release(transactionId: string, map: HoldMap): Write {
  return {
    UpdateExpression: `SET spendable = spendable + ${map}.#tx.rollback_adds, ${ends(map)}, posting`,
    ConditionExpression: `${EXISTS} AND attribute_exists(${map}.#tx)`,
    ExpressionAttributeNames: { '#tx': transactionId },
    ReturnValues: 'ALL_NEW',
  };
}

export function tombstone(transactionId: string, deadline: number): Write {
  return {
    UpdateExpression: 'SET settled.#tx = :deadline REMOVE posting',
    ConditionExpression: `${EXISTS} AND ${IS_NEW}`,
    ExpressionAttributeNames: { '#tx': transactionId },
    ExpressionAttributeValues: { ':deadline': deadline },
    ReturnValues: 'ALL_NEW',
  };
}

/** Raises the fence under an id that has no wallet. */
export function fenceWithoutWallet(deadline: number): Write {
  return {
    UpdateExpression: 'SET fence = :deadline',
    ConditionExpression: 'attribute_not_exists(spendable) AND (attribute_not_exists(fence) OR fence < :deadline)',
    ExpressionAttributeValues: { ':deadline': deadline },
  };
}

/** Drops tombstones, and raises the fence to the latest of their deadlines. */
export function prune(transactionIds: readonly string[], fence: number): Write {
  const names = transactionIds.map((id, n): [string, string] => [`#m${n}`, id]);
  return {
    UpdateExpression: `SET fence = :fence REMOVE ${names.map(([name]) => `settled.${name}`).join(', ')}, posting`,
    ConditionExpression: `${EXISTS} AND fence <= :fence`,
    ExpressionAttributeNames: Object.fromEntries(names),
    ExpressionAttributeValues: { ':fence': fence },
  };
}

/**
 * Opens the statement of a wallet that is older than statements, with its balance as the first
 * posting. The balance is that of the item as it was read: what it is computed from must be the
 * same still.
 */
export function statementOpening(wallet: ShardWallet, now: number): Write {
  const { balance } = balanceOf(wallet);
  const { authorised } = wallet;
  const sameAuthorised = authorised ? 'authorised = :authorised' : 'attribute_not_exists(authorised)';
  return {
    UpdateExpression: 'SET posted = :balance, seq = :one, posted_at = :now, posting = :posting',
    ConditionExpression: `attribute_not_exists(posted) AND spendable = :spendable AND credit_limit = :limit AND holds = :holds AND ${sameAuthorised}`,
    ExpressionAttributeValues: {
      ':balance': balance,
      ':one': 1,
      ':now': now,
      ':posting': { opening: true, amount: balance, at: now },
      ':spendable': wallet.spendable,
      ':limit': wallet.creditLimit,
      ':holds': storedHolds(wallet.holds),
      ...(authorised && { ':authorised': storedHolds(authorised) }),
    },
  };
}
