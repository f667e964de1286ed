import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { InCurrency } from '../domain/currency.ts';
import type { CommitEffect } from '../domain/shard-commit.ts';
import {
  awaitsApproval,
  balanceOf,
  type Hold,
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
import type { DayCount } from '../domain/wallet-controls.ts';
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
  'ExpressionAttributeNames' | 'ExpressionAttributeValues' | 'ReturnValues'
> & { readonly UpdateExpression: string; readonly ConditionExpression: string };

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
/** No freeze is of this side: `:other_side` is what a freeze of the other side alone says. */
const NOT_FROZEN = ['owner_freeze', 'operator_freeze']
  .map((freeze) => `(attribute_not_exists(${freeze}) OR ${freeze} = :other_side)`)
  .join(' AND ');
/** Neither closed nor frozen. Only reserves look at it: a commit and a rollback never fail for it. */
const IS_USABLE = `attribute_not_exists(closed_at) AND ${NOT_FROZEN}`;
/** One payment is no larger than its limit. */
const WITHIN_PAYMENT = '(attribute_not_exists(max_payment) OR max_payment >= :debit)';

/** No more than may be paid without a second person, unless one approves it before it is committed. */
const WITHIN_APPROVAL = '(attribute_not_exists(approval_above) OR approval_above >= :debit)';

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

/**
 * @param count how a debit counts in the limit of a day; undefined for a wallet without one. Another
 *   wallet fails the condition.
 */
export function hold(reserve: Reserve, limits: HoldLimits, count: DayCount | undefined): Write {
  const map = mapFor(reserve);
  const { ConditionExpression, ExpressionAttributeValues, ...rest } = holding(reserve, count);
  return {
    ...rest,
    UpdateExpression: `SET ${map}.#tx = :hold, ${takes(reserve, count)} REMOVE posting`,
    ConditionExpression: `${ConditionExpression} AND size(${map}) < :max_holds`,
    ExpressionAttributeValues: {
      ...ExpressionAttributeValues,
      ':hold': storedHold(countedHold(reserve, count)),
      ':max_holds': holdLimitFor(reserve, limits),
    },
  };
}

/** The same for the first authorised transfer of a wallet of the version before, which has no map of them. */
export function firstAuthorisation(reserve: Reserve, count: DayCount | undefined): Write {
  const { ConditionExpression, ExpressionAttributeValues, ...rest } = holding(reserve, count);
  return {
    ...rest,
    UpdateExpression: `SET authorised = :authorised, ${takes(reserve, count)} REMOVE posting`,
    ConditionExpression: `${ConditionExpression} AND attribute_not_exists(authorised)`,
    ExpressionAttributeValues: {
      ...ExpressionAttributeValues,
      ':authorised': { [reserve.transactionId]: storedHold(countedHold(reserve, count)) },
    },
  };
}

/** Only debits count in a day. */
function countOf({ amount }: Reserve, count: DayCount | undefined): DayCount | undefined {
  return amount < 0n ? count : undefined;
}

function countedHold(reserve: Reserve, count: DayCount | undefined): Hold {
  const counted = countOf(reserve, count);
  return { ...holdOf(reserve), ...(counted && { day: counted.day }) };
}

function takes(reserve: Reserve, count: DayCount | undefined): string {
  const counted = countOf(reserve, count);
  return `spendable = spendable - :debit${counted ? countsIn(counted) : ''}`;
}

/** What every hold needs, wherever the item has it. */
function holding(
  reserve: Reserve,
  count: DayCount | undefined,
): Pick<Write, 'ExpressionAttributeNames'> & {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeValues: Record<string, unknown>;
} {
  const { transactionId, deadline, currency, amount } = reserve;
  const isDebit = amount < 0n;
  const counted = countOf(reserve, count);
  return {
    ConditionExpression: [
      EXISTS,
      IS_NEW,
      currency === undefined ? IS_IN_NO_CURRENCY : IS_IN_CURRENCY,
      IS_USABLE,
      HAS_TOMBSTONE_ROOM,
      // A credit needs no funds: a minimum above the balance makes `spendable` negative.
      ...(isDebit ? [WITHIN_PAYMENT, withinDay(counted), HAS_FUNDS] : []),
      ...(isDebit && !awaitsApproval(reserve) ? [WITHIN_APPROVAL] : []),
    ].join(' AND '),
    ExpressionAttributeNames: { '#tx': transactionId },
    ExpressionAttributeValues: {
      ':debit': holdOf(reserve).rollbackAdds,
      ':deadline': deadline,
      ':max_tombstones': MAX_TOMBSTONES,
      ...(currency !== undefined && { ':currency': currency }),
      ':other_side': isDebit ? 'credits' : 'debits',
      ...(counted && { ':day': counted.day }),
    },
  };
}

/** The debits of the day are together no larger than its limit, whatever other debits do meanwhile. */
function withinDay(count: DayCount | undefined): string {
  if (!count) return 'attribute_not_exists(day_limit)';
  const left = count.isFirst ? 'counted_day < :day AND day_limit' : 'counted_day = :day AND day_left';
  return `attribute_exists(day_limit) AND ${left} >= :debit`;
}

function countsIn({ isFirst }: DayCount): string {
  return isFirst ? ', counted_day = :day, day_left = day_limit - :debit' : ', day_left = day_left - :debit';
}

/**
 * What the limit of a day gets back with a debit that is not taken. Without a hold the write fails if
 * the debit counts in a day. Another day is over, and gets nothing.
 */
function givenBack(adds: string, { map = 'holds', hold, countedDay }: Seen) {
  if (hold?.day === undefined)
    return { set: '', condition: ` AND attribute_not_exists(${map}.#tx.#day)`, values: {}, names: { '#day': 'day' } };
  const isSame = hold.day === countedDay;
  return {
    set: isSame ? `day_left = day_left + ${adds}, ` : '',
    condition: ` AND ${map}.#tx.#day = :day AND counted_day ${isSame ? '=' : '>'} :day`,
    values: { ':day': hold.day },
    names: { '#day': 'day' },
  };
}

/** What a settle knows of the wallet, once a first write has failed. */
export interface Seen {
  readonly map?: HoldMap;
  readonly hold?: Hold | undefined;
  readonly countedDay?: number | undefined;
}

/** Ends the hold and posts its amount. The entry of a capture has the id of its transfer. */
export function posting(
  transactionId: string,
  { amount, adds, hold }: CommitEffect,
  now: number,
  seen: Seen = {},
): Write {
  const { map = 'holds' } = seen;
  const back = restOf({ amount, adds }, seen);
  return {
    UpdateExpression: `SET ${back.set}spendable = spendable + :adds, posted = posted + :amount, seq = seq + :one, posted_at = :now, posting = :posting, ${ends(map)}`,
    ConditionExpression: `${EXISTS} AND attribute_exists(posted) AND ${isHeld(map)}${back.condition}`,
    ExpressionAttributeNames: { '#tx': transactionId, ...back.names },
    ExpressionAttributeValues: {
      ...back.values,
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
  { amount, adds, hold }: CommitEffect,
  _now: number,
  seen: Seen = {},
): Write {
  const { map = 'holds' } = seen;
  const back = restOf({ amount, adds }, seen);
  return {
    UpdateExpression: `SET ${back.set}spendable = spendable + :adds, ${ends(map)}`,
    ConditionExpression: `${EXISTS} AND attribute_not_exists(posted) AND ${isHeld(map)}${back.condition}`,
    ExpressionAttributeNames: { '#tx': transactionId, ...back.names },
    ExpressionAttributeValues: {
      ...back.values,
      ':adds': adds,
      ':commit_adds': hold.commitAdds,
      ':rollback_adds': hold.rollbackAdds,
    },
    ReturnValues: 'ALL_NEW',
  };
}

const NOTHING_BACK = { set: '', condition: '', values: {}, names: {} };

/** The part of a debit's hold that a commit does not take. */
function restOf({ amount, adds }: Pick<CommitEffect, 'amount' | 'adds'>, seen: Seen) {
  return amount < 0n && adds > 0n ? givenBack(':adds', seen) : NOTHING_BACK;
}

/** Ends the hold and gives a debit back. */
export function release(transactionId: string, seen: Seen = {}): Write {
  const { map = 'holds', hold } = seen;
  const back = givenBack(`${map}.#tx.rollback_adds`, seen);
  return {
    UpdateExpression: `SET ${back.set}spendable = spendable + ${map}.#tx.rollback_adds, ${ends(map)}, posting`,
    ConditionExpression: `${EXISTS} AND attribute_exists(${map}.#tx)${back.condition}`,
    ExpressionAttributeNames: { '#tx': transactionId, ...back.names },
    ...(hold?.day !== undefined && { ExpressionAttributeValues: back.values }),
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
  const minimum = wallet.controls?.minimum;
  const sameAuthorised = authorised ? 'authorised = :authorised' : 'attribute_not_exists(authorised)';
  const sameMinimum = minimum === undefined ? 'attribute_not_exists(minimum_balance)' : 'minimum_balance = :minimum';
  return {
    UpdateExpression: 'SET posted = :balance, seq = :one, posted_at = :now, posting = :posting',
    ConditionExpression: `attribute_not_exists(posted) AND spendable = :spendable AND credit_limit = :limit AND holds = :holds AND ${sameAuthorised} AND ${sameMinimum}`,
    ExpressionAttributeValues: {
      ...(minimum !== undefined && { ':minimum': minimum }),
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
