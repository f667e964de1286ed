import * as z from 'zod';
import type { Response } from '../../../lib/lambda/http/response.ts';
import type { Input } from '../../support/memory-dynamodb/client.ts';
import { condition, update } from './bends.ts';
import type { Breakage } from './system.ts';

/** A mover that copies before it marks takes so long between the two, in ms. */
const BETWEEN_MS = 400;

const Item = z.looseObject({});
const MayFence = { fence: z.optional(z.literal(false)) };
const Rollback = z.looseObject({ ...MayFence, legs: z.optional(z.array(z.looseObject(MayFence))) });
const Put = z.looseObject({ item: z.string() });

/** The tombstone of a wallet that has moved, if this write leaves one. */
function ofTombstone(input: Input, change: (item: NonNullable<Input['Item']>) => NonNullable<Input['Item']>): Input {
  const { Item: item } = input;
  return item?.to_shard && !item.spendable ? { ...input, Item: change(item) } : input;
}

/** The rollback, as an orchestrator sends it that never says where no fence is to be left. */
function leavingFences(body: object): object {
  const { fence: _, legs, ...rest } = Rollback.parse(body);
  return { ...rest, ...(legs && { legs: legs.map(({ fence: _left, ...leg }) => leg) }) };
}

/** The response with other text. */
function said(response: Response, from: string, to: string): Response {
  return { ...response, ...(response.body !== undefined && { body: response.body.replaceAll(from, to) }) };
}

/** The rules of wallets that move from shard to shard. */
export const BREAKAGES_OF_MOVES: readonly Breakage[] = [
  {
    name: 'a wallet that has moved leaves no tombstone',
    shownBy: 87,
    operation: (_operation, input) =>
      ofTombstone(input, ({ wallet_id = { S: '' } }) => ({ wallet_id, fence: { N: '0' } })),
  },
  {
    name: 'a wallet is copied before it is marked',
    shownBy: 99,
    mover: (shards, itemOf) => ({
      ...shards,
      mark: async (move, shard, now) => {
        const { posting: _, ...copied } = itemOf(move.walletId, shard) ?? {};
        await new Promise((resolve) => setTimeout(resolve, BETWEEN_MS));
        const marked = await shards.mark(move, shard, now);
        if (marked.state !== 'moving' || !copied.spendable || copied.to_shard) return marked;
        const item = { ...copied, op: { N: String(move.op) }, to_shard: { N: String(move.to) } };
        return { ...marked, seq: Number(copied.seq?.N ?? 0), item: JSON.stringify(item) };
      },
    }),
  },
  {
    name: 'a wallet moves without its fence',
    shownBy: 27,
    request: (path, body) => {
      if (path !== '/api/putwallet') return body;
      const { item, ...rest } = Put.parse(body);
      return { ...rest, item: JSON.stringify({ ...Item.parse(JSON.parse(item)), fence: { N: '0' } }) };
    },
  },
  {
    name: 'a mark leaves the posting in the item',
    shownBy: 87,
    operation: (_operation, input) =>
      update(input, 'SET to_shard = :to, op = :op REMOVE posting', 'SET to_shard = :to, op = :op'),
  },
  {
    name: 'a wallet is put on its shard before its last posting is an entry',
    shownBy: 250,
    trustsEntries: true,
    mover: (shards) => ({
      ...shards,
      place: async (...asked) => {
        const { seq: _, ...placed } = await shards.place(...asked);
        return placed;
      },
      mark: async (...asked) => {
        const { seq: _, ...marked } = await shards.mark(...asked);
        return marked;
      },
    }),
  },
  {
    name: 'the entries of a statement are not copied',
    shownBy: 44,
    trustsEntries: true,
    mover: (shards) => ({ ...shards, copyEntries: async (_walletId, entries) => entries.at(-1)?.seq ?? 0 }),
  },
  {
    name: 'a shard changes a wallet that is leaving it',
    shownBy: 87,
    operation: (_operation, input) => condition(input, ' AND attribute_not_exists(to_shard)', ''),
  },
  {
    name: 'a tombstone forgets the number of its move, so that an older copy is put over it',
    shownBy: 256,
    operation: (_operation, input) => ofTombstone(input, (item) => ({ ...item, op: { N: '0' } })),
  },
  {
    name: 'a tombstone is left before the wallet is put on its shard',
    shownBy: 27,
    mover: (shards) => ({
      ...shards,
      mark: async (move, shard, now) => {
        const marked = await shards.mark(move, shard, now);
        await shards.tomb(move, shard, now);
        return marked;
      },
    }),
  },
  {
    name: 'a wallet is created over its tombstone',
    shownBy: 87,
    operation: (_operation, input) =>
      input.UpdateExpression?.startsWith('SET spendable = :limit')
        ? condition(
            { ...input, UpdateExpression: `${input.UpdateExpression} REMOVE to_shard, op` },
            ' AND attribute_not_exists(to_shard)',
            '',
          )
        : input,
  },
  {
    name: 'a rollback without a wallet is settled by any shard',
    response: (path, response) => (path === '/api/rollback' ? said(response, ',"absent":true', '') : response),
  },
  {
    name: 'a rollback leaves its fence on every shard that it asks',
    request: (path, body) => (path === '/api/rollback' ? leavingFences(body) : body),
  },
  {
    name: 'any shard says for good that there is no wallet',
    directory: () => undefined,
  },
  {
    name: 'a wallet that moves is a refusal',
    shownBy: 104,
    response: (path, response) =>
      path === '/api/reserve' ? said(response, '"wallet_moving"', '"wallet_away"') : response,
  },
  {
    name: 'the directory is written over what a later move has written',
    shownBy: 818,
    operation: (_operation, input) =>
      input.UpdateExpression?.startsWith('SET #shard = :shard')
        ? condition(input, ' AND (attribute_not_exists(op) OR op < :op)', '')
        : input,
  },
];
