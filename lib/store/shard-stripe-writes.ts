import type { ShardWallet } from '../domain/shard-wallet.ts';
import { storedControls } from './control-items.ts';
import { creation, type Write } from './shard-wallet-writes.ts';

/**
 * The writes of a wallet in stripes, beside those of every item (docs/protocol.md, "A wallet in
 * stripes"). A gather is two of them. Both compare and raise totals, so each may be repeated, come late,
 * or never be followed by the other.
 */

const EXISTS = 'attribute_exists(spendable)';

/**
 * A new stripe of the wallet, as frozen as the wallet's own item is, by the same change of freezes. It remembers how
 * many postings that item had: its own come after those in the statement.
 */
export function newStripe({ currency, controls = {}, statement }: ShardWallet): Write {
  const { owner_freeze, operator_freeze, freeze_change: controls_version } = storedControls(controls);
  const freezes = Object.entries({ owner_freeze, operator_freeze, controls_version }).filter(
    ([, frozen]) => frozen !== undefined,
  );
  const { UpdateExpression, ExpressionAttributeValues, ...write } = creation(0n, { currency });
  return {
    ...write,
    UpdateExpression: [
      UpdateExpression,
      'made_after = :made_after',
      ...freezes.map(([name]) => `${name} = :${name}`),
    ].join(', '),
    ExpressionAttributeValues: {
      ...ExpressionAttributeValues,
      ':made_after': statement?.seq ?? 0,
      ...Object.fromEntries(freezes.map(([name, frozen]) => [`:${name}`, frozen])),
    },
  };
}

/**
 * The wallet's own item says how many stripes there are.
 * @param main as it was read: the stripes are made from it
 */
export function striped({ stripes, controls = {} }: ShardWallet, count: number): Write {
  const before = { stripes, controls_version: controls.version };
  const isAsRead = Object.entries(before).map(([name, value]) =>
    value === undefined ? `attribute_not_exists(${name})` : `${name} = :old_${name}`,
  );
  const old = Object.entries(before).flatMap(([name, value]) => (value === undefined ? [] : [[`:old_${name}`, value]]));
  return {
    UpdateExpression: 'SET stripes = :stripes, taken = if_not_exists(taken, :none) REMOVE posting',
    ConditionExpression: [
      EXISTS,
      'attribute_exists(posted)',
      'attribute_not_exists(closed_at)',
      'attribute_not_exists(to_shard)',
      ...isAsRead,
    ].join(' AND '),
    ExpressionAttributeValues: { ':stripes': count, ':none': {}, ...Object.fromEntries(old) },
  };
}

/** A stripe gives what it has to the wallet's own item, and counts it. */
export function giving(amount: bigint): Write {
  return {
    UpdateExpression:
      'SET spendable = spendable - :amount, given = if_not_exists(given, :zero) + :amount REMOVE posting',
    ConditionExpression: `${EXISTS} AND spendable >= :amount`,
    ExpressionAttributeValues: { ':amount': amount, ':zero': 0 },
    ReturnValues: 'ALL_NEW',
  };
}

/**
 * The wallet's own item takes what stripes have given and it has not taken yet. A smaller total than
 * before says nothing new.
 * @param totals what each stripe has ever given, by its number: at least one is larger than `main.taken`
 */
export function taking({ taken = {} }: ShardWallet, totals: ReadonlyMap<number, bigint>): Write {
  const news = [...totals].filter(([stripe, total]) => total > (taken[stripe] ?? 0n));
  const more = news.reduce((sum, [stripe, total]) => sum + total - (taken[stripe] ?? 0n), 0n);
  const values: Record<string, unknown> = { ':more': more };
  const isAsRead = news.map(([stripe, total], n) => {
    const before = taken[stripe];
    values[`:total${n}`] = total;
    if (before === undefined) return `attribute_not_exists(taken.#k${n})`;
    values[`:before${n}`] = before;
    return `taken.#k${n} = :before${n}`;
  });
  return {
    UpdateExpression: `SET spendable = spendable + :more, ${news.map((_, n) => `taken.#k${n} = :total${n}`).join(', ')} REMOVE posting`,
    ConditionExpression: [EXISTS, ...isAsRead].join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(news.map(([stripe], n) => [`#k${n}`, String(stripe)])),
    ExpressionAttributeValues: values,
    ReturnValues: 'ALL_NEW',
  };
}
