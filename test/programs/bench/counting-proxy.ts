import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { sizeOf } from '../../../lib/local/database/values/item-size.ts';
import type { Item } from '../../../lib/local/database/values/values.ts';
import { listening } from '../../support/environment/listening.ts';
import { ROUND_TRIP, SHARED } from './round-trips.ts';

/** The capacity units of one call of DynamoDB, in a table or in an index of it. */
export interface Consumption {
  readonly operation: string;
  readonly table: string;
  readonly index?: string;
  readonly units: number;
}

const Units = z.object({ CapacityUnits: z.number() });
const Consumed = z.object({
  TableName: z.string(),
  Table: Units.optional(),
  GlobalSecondaryIndexes: z.record(z.string(), Units).optional(),
});
const Output = z.looseObject({ ConsumedCapacity: z.union([Consumed, z.array(Consumed)]).optional() });
const ConditionFailed = z.object({
  __type: z.string().endsWith('ConditionalCheckFailedException'),
  Item: z.custom<Item>().optional(),
});
/** The list of revoked tokens. An instance reads it at most once in two seconds, for all of its requests. */
const READ_FOR_MANY = /-revocations$/;
/** The list of wallets in stripes. An instance reads it at most once in a minute. */
const STRIPED = 'striped';
const Request = z.looseObject({
  TableName: z.string().optional(),
  Key: z.looseObject({ wallet_id: z.looseObject({ S: z.string() }).optional() }).optional(),
});

/**
 * A proxy between the functions and a DynamoDB. It asks for the consumed capacity of each followed
 * call and removes it from the response, so that deployed code needs no change. A write whose
 * condition fails reports no capacity. It is billed by the item that it found, at least one unit.
 * @param aside runs a call that is not followed
 * @param networkMs the network's part of a counted call
 */
export async function countingProxy(endpoint: string, aside: <T>(run: () => T) => T, networkMs: number) {
  const consumed: Consumption[] = [];
  const server = createServer(async (request, response) => {
    const target = String(request.headers['x-amz-target']);
    const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': target, authorization: '' };
    headers.authorization = String(request.headers.authorization ?? '');
    const input = Request.parse(JSON.parse(await text(request)));
    const isShared =
      (READ_FOR_MANY.test(input.TableName ?? '') && target.endsWith('.Query')) ||
      (input.Key?.wallet_id?.S === STRIPED && target.endsWith('.GetItem'));
    const counted = request.headers[ROUND_TRIP] !== undefined && !isShared;
    const body = JSON.stringify(counted ? { ...input, ReturnConsumedCapacity: 'INDEXES' } : input);
    const result = await aside(() => fetch(endpoint, { method: 'POST', headers, body }));
    const { ConsumedCapacity = [], ...output } = Output.parse(await result.json());
    if (counted) {
      const operation = target.split('.').at(-1) ?? '';
      consumed.push(...[ConsumedCapacity].flat().flatMap((one) => consumptionOf(operation, one)));
      const failed = ConditionFailed.safeParse(output).data;
      if (failed) consumed.push({ operation, table: input.TableName ?? '', units: failedWriteUnits(failed.Item) });
      if (networkMs > 0) await delay(networkMs);
    }
    response.writeHead(result.status, {
      'content-type': 'application/x-amz-json-1.0',
      ...(isShared && { [SHARED]: '1' }),
    });
    response.end(JSON.stringify(output));
  });
  const { url, stop } = await listening(server);
  return { url, stop, consumed };
}

function consumptionOf(operation: string, { TableName, Table, GlobalSecondaryIndexes = {} }: z.infer<typeof Consumed>) {
  const ofTable: Consumption[] = Table?.CapacityUnits
    ? [{ operation, table: TableName, units: Table.CapacityUnits }]
    : [];
  const ofIndexes = Object.entries(GlobalSecondaryIndexes).map(
    ([index, { CapacityUnits }]): Consumption => ({ operation, table: TableName, index, units: CapacityUnits }),
  );
  return [...ofTable, ...ofIndexes];
}

function failedWriteUnits(item: Item | undefined): number {
  return Math.max(1, Math.ceil(sizeOf(item) / 1024));
}
