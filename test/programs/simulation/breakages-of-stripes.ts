import * as z from 'zod';
import { ServiceError } from '../../../lib/local/aws/aws-json.ts';
import type { Item } from '../../../lib/local/database/values/values.ts';
import type { Execute, Input } from '../../support/memory-dynamodb/client.ts';
import { condition, update } from './bends.ts';
import { isStripe, itemIn } from './bends-of-stripes.ts';
import type { Breakage } from './system.ts';

/** A run that chooses the stripe anew may choose another one after so long, in ms. */
const CHOSEN_FOR_MS = 2_000;

const TAKEN_AS_READ = / AND (?:attribute_not_exists\(taken\.#k\d+\)|taken\.#k\d+ = :before\d+)/g;

const Leg = z.looseObject({ stripe: z.number().optional() });
const Legs = z.looseObject({ legs: z.array(Leg) });

/** The write of the main item that takes what stripes have given, if this is one. */
function ofTaking(input: Input, change: (input: Input) => Input): Input {
  return input.UpdateExpression?.includes('taken.#k0 = :total0') ? change(input) : input;
}

/** The same whatever was taken since. */
function blindly(input: Input): Input {
  const { ConditionExpression = '', ExpressionAttributeValues = {} } = input;
  const used = Object.entries(ExpressionAttributeValues).filter(([name]) => !name.startsWith(':before'));
  return {
    ...input,
    ConditionExpression: ConditionExpression.replaceAll(TAKEN_AS_READ, ''),
    ExpressionAttributeValues: Object.fromEntries(used),
  };
}

/** It adds what it was given to what it has taken, and compares nothing. */
function takingAmounts(input: Input): Input {
  const { UpdateExpression = '', ExpressionAttributeValues: values = {} } = input;
  const totals = Object.keys(values).filter((name) => name.startsWith(':total'));
  const amounts = totals.map((name) => {
    const n = name.slice(':total'.length);
    return [name, { N: String(BigInt(values[name]?.N ?? 0) - BigInt(values[`:before${n}`]?.N ?? 0)) }] as const;
  });
  const blind = blindly(input);
  return {
    ...blind,
    UpdateExpression: UpdateExpression.replaceAll(
      /(taken\.#k\d+) = (:total\d+)/g,
      '$1 = if_not_exists($1, :nothing) + $2',
    ),
    ExpressionAttributeValues: {
      ...blind.ExpressionAttributeValues,
      ...Object.fromEntries(amounts),
      ':nothing': { N: '0' },
    },
  };
}

/** The stripe of a credit by the time of the request, and not as the transfer has it. */
function chosenAgain<L extends { stripe?: number | undefined }>(leg: L): L {
  return leg.stripe === undefined ? leg : { ...leg, stripe: 1 + (Math.floor(Date.now() / CHOSEN_FOR_MS) % 2) };
}

/** A debit that a stripe can pay is held there, and ends there. */
function debitsOnStripes(execute: Execute): Execute {
  return (operation, input) => {
    const { TableName, Key, ExpressionAttributeValues: values, ExpressionAttributeNames: names } = input;
    const id = Key?.wallet_id?.S ?? '';
    const txId = names?.['#tx'];
    if (operation !== 'UpdateItem' || txId === undefined || id.includes('#')) return execute(operation, input);
    const stripe = `${id}#1`;
    const item = itemIn(execute, TableName, stripe);
    const debit = BigInt(values?.[':debit']?.N ?? 0);
    const canHold = debit > 0n && BigInt(item?.spendable?.N ?? 0) >= debit;
    const holds = item?.holds?.M?.[txId] !== undefined;
    return execute(operation, canHold || holds ? { ...input, Key: { wallet_id: { S: stripe } } } : input);
  };
}

/** What the main item is when a debit fails there: one without stripes. */
function withoutStripes(execute: Execute): Execute {
  return (operation, input) => {
    try {
      return execute(operation, input);
    } catch (error) {
      if (!(error instanceof ServiceError) || !input.ExpressionAttributeValues?.[':debit']) throw error;
      const { Item: found, ...members } = error.members;
      const { stripes: _, ...item } = z.custom<Item>().parse(found ?? {});
      throw new ServiceError(error.name, error.message, { ...members, ...(found !== undefined && { Item: item }) });
    }
  };
}

const IS_LATER = '(attribute_not_exists(controls_version) OR controls_version < :controls_version)';

/** Who freezes a stripe is told that it is frozen, and it is not. */
function unfrozenStripes(execute: Execute): Execute {
  return (operation, input) => {
    const id = input.Key?.wallet_id?.S;
    const isFreeze = isStripe(id) && input.ConditionExpression?.includes(IS_LATER);
    return isFreeze ? { Attributes: itemIn(execute, input.TableName, id) } : execute(operation, input);
  };
}

/** Who marks a stripe is told that it is marked, and it goes on. */
function unmarkedStripes(execute: Execute): Execute {
  return (operation, input) => {
    const { TableName, Key, UpdateExpression = '', ExpressionAttributeValues: values } = input;
    const id = Key?.wallet_id?.S;
    const item = isStripe(id) && UpdateExpression.startsWith('SET to_shard') && itemIn(execute, TableName, id);
    if (!item) return execute(operation, input);
    const { posting: _, ...rest } = item;
    return { Attributes: { ...rest, to_shard: values?.[':to'], op: values?.[':op'] } };
  };
}

/** The rules of wallets in stripes. */
export const BREAKAGES_OF_STRIPES: readonly Breakage[] = [
  { name: 'a debit is refused by the main item of a wallet in stripes alone', shownBy: 395, database: withoutStripes },
  {
    name: 'a stripe does not count what it gives',
    shownBy: 395,
    operation: (_operation, input) =>
      update(input, 'given = if_not_exists(given, :zero) + :amount', 'given = if_not_exists(given, :zero)'),
  },
  {
    name: 'the main item takes amounts, and not up to totals',
    shownBy: 2934,
    operation: (_operation, input) => ofTaking(input, takingAmounts),
  },
  {
    name: 'the main item takes an earlier total after a later one',
    shownBy: 2934,
    operation: (_operation, input) => ofTaking(input, blindly),
  },
  {
    name: 'each run of a transfer chooses the stripe of its credit',
    shownBy: 6,
    request: (path, body) => {
      if (!['/api/reserve', '/api/commit', '/api/rollback'].includes(path)) return body;
      const several = Legs.safeParse(body).data;
      return several ? { ...several, legs: several.legs.map(chosenAgain) } : chosenAgain(Leg.parse(body));
    },
  },
  { name: 'a debit is held on a stripe that can pay it', shownBy: 1396, database: debitsOnStripes },
  { name: 'a freeze is of the main item alone', shownBy: 6, database: unfrozenStripes },
  {
    name: 'a late freeze of a stripe undoes a later one',
    shownBy: 651,
    operation: (_operation, input) => condition(input, IS_LATER, 'attribute_exists(spendable)'),
  },
  { name: 'a move marks the main item alone', shownBy: 157, database: unmarkedStripes },
  {
    name: 'the entries of a wallet in stripes do not say how far they are with each item',
    shownBy: 12,
    operation: (operation, input) => {
      const { vector, ...item } = input.Item ?? {};
      return operation === 'PutItem' && vector ? { ...input, Item: item } : input;
    },
  },
];
