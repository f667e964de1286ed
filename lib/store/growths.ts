import { type DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { FRESH_PART, GROWTH_STATES, type Growth, type GrowthPart, shardsDuring } from '../domain/growth.ts';
import { conditionally } from './documents.ts';
import { GROWTH_KEY } from './growth-key.ts';
import { SafeNumber } from './items.ts';

const StoredPart = z.pipe(
  z.object({
    cursor: z.optional(z.string()),
    in_pass: SafeNumber,
    done: z.boolean(),
    moved: SafeNumber,
    seen: SafeNumber,
    waiting: SafeNumber,
    left: z._default(z.array(z.string()), []),
    at_rest: z._default(z.boolean(), false),
    touched_at: z.optional(SafeNumber),
    version: SafeNumber,
  }),
  z.transform(
    ({ in_pass: inPass, at_rest: atRest, touched_at: touchedAt, ...part }): GrowthPart => ({
      ...part,
      inPass,
      atRest,
      ...(touchedAt !== undefined && { touchedAt }),
    }),
  ),
);
const Item = z.pipe(
  z.object({
    op: SafeNumber,
    from: SafeNumber,
    to: SafeNumber,
    state: z.enum(GROWTH_STATES),
    per_second: SafeNumber,
    stays: z.boolean(),
    started_at: SafeNumber,
    ended_at: z.optional(SafeNumber),
    expected: SafeNumber,
    parts: z.record(z.string(), StoredPart),
  }),
  z.transform(
    ({ per_second: perSecond, started_at: startedAt, ended_at: endedAt, parts, ...growth }): Growth => ({
      ...growth,
      perSecond,
      startedAt,
      ...(endedAt !== undefined && { endedAt }),
      parts: Object.entries(parts)
        .sort(([a], [b]) => Number(a) - Number(b))
        .map(([, part]) => part),
    }),
  ),
);

/** The last change of the number of shards: one item beside the directory. */
export class Growths {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /** The last growth, read strongly consistently; undefined if the number of shards never changed. */
  async get(): Promise<Growth | undefined> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: GROWTH_KEY, ConsistentRead: true }),
    );
    return item && Item.parse(item);
  }

  /**
   * Begins a growth with the next number.
   * @param before the last one, as it was read
   * @returns the growth that stands: this one, or undefined if another operator was first
   */
  async begin(
    before: Growth | undefined,
    { from, to, perSecond, expected }: Pick<Growth, 'from' | 'to' | 'perSecond' | 'expected'>,
    now: number,
  ): Promise<Growth | undefined> {
    const growth: Growth = {
      op: (before?.op ?? 0) + 1,
      from,
      to,
      state: 'moving',
      perSecond,
      stays: before !== undefined && before.state !== 'finished',
      startedAt: now,
      expected,
      // What the growth before has marked arrives first.
      parts: Array.from({ length: Math.max(shardsDuring({ from, to }), before?.parts.length ?? 0) }, (_, shard) => ({
        ...FRESH_PART,
        left: before?.parts[shard]?.left ?? [],
      })),
    };
    const begun = await conditionally(
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: itemOf(growth),
          // The last half lets a write succeed that is repeated because its response was lost.
          ConditionExpression: before
            ? 'op = :before OR (op = :op AND started_at = :now)'
            : 'attribute_not_exists(op) OR (op = :op AND started_at = :now)',
          ExpressionAttributeValues: {
            ':op': growth.op,
            ':now': now,
            ...(before && { ':before': before.op }),
          },
        }),
      ),
    );
    return 'ok' in begun ? growth : undefined;
  }

  /**
   * Changes the speed of a growth, pauses it, lets it go on or ends it. It may be repeated.
   * @param change `after`: the states in which it may be changed
   * @returns whether it was changed: not if another growth has begun, or its state is another
   */
  async change(
    op: number,
    {
      state,
      perSecond,
      endedAt,
      after,
    }: Partial<Pick<Growth, 'state' | 'perSecond' | 'endedAt'>> & { readonly after: readonly Growth['state'][] },
  ): Promise<boolean> {
    const sets = [
      ...(state === undefined ? [] : ['#state = :state']),
      ...(perSecond === undefined ? [] : ['per_second = :speed']),
      ...(endedAt === undefined ? [] : ['ended_at = :ended']),
    ];
    const changed = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: GROWTH_KEY,
          UpdateExpression: `SET ${sets.join(', ')}`,
          ConditionExpression: `op = :op AND #state IN (${after.map((_, n) => `:after${n}`).join(', ')})`,
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: {
            ':op': op,
            ...Object.fromEntries(after.map((one, n) => [`:after${n}`, one])),
            ...(state !== undefined && { ':state': state }),
            ...(perSecond !== undefined && { ':speed': perSecond }),
            ...(endedAt !== undefined && { ':ended': endedAt }),
          },
        }),
      ),
    );
    return 'ok' in changed;
  }

  /** Lets movers read all wallets again, as some of them were found elsewhere. It may be repeated. */
  async readAgain(op: number): Promise<void> {
    const growth = await this.get();
    if (growth?.op !== op || growth.state !== 'moved') return;
    const parts = growth.parts.map((part) => ({ ...part, done: false, version: part.version + 1 }));
    await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: GROWTH_KEY,
          UpdateExpression: 'SET #state = :moving, parts = :parts',
          ConditionExpression: 'op = :op AND #state = :moved',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: {
            ':op': op,
            ':moving': 'moving' satisfies Growth['state'],
            ':moved': 'moved' satisfies Growth['state'],
            ':parts': storedParts(parts),
          },
        }),
      ),
    );
  }

  /**
   * Says how many shards the wallets are on, before a stage gets more shards than that. New wallets stay
   * on those until a growth begins. A stage that says it already stays as it is.
   */
  async settle(shards: number, now: number): Promise<void> {
    const growth = {
      op: 0,
      from: shards,
      to: shards,
      state: 'finished',
      perSecond: 1,
      stays: false,
      expected: 0,
      parts: [],
    } as const;
    await conditionally(
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: { ...itemOf({ ...growth, startedAt: now }), ended_at: now },
          ConditionExpression: 'attribute_not_exists(op)',
        }),
      ),
    );
  }

  /**
   * Writes how far a shard's wallets are.
   * @param part its version is one above the one that was read
   * @returns the growth after it; undefined if another mover or another growth was first
   */
  async advance(op: number, shard: number, part: GrowthPart): Promise<Growth | undefined> {
    const advanced = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: GROWTH_KEY,
          UpdateExpression: 'SET parts.#shard = :part',
          ConditionExpression: 'op = :op AND parts.#shard.version = :before',
          ExpressionAttributeNames: { '#shard': String(shard) },
          ExpressionAttributeValues: { ':op': op, ':part': storedPart(part), ':before': part.version - 1 },
          ReturnValues: 'ALL_NEW',
        }),
      ),
    );
    return 'ok' in advanced ? Item.parse(advanced.ok.Attributes) : undefined;
  }
}

function itemOf({
  op,
  from,
  to,
  state,
  perSecond,
  stays,
  startedAt,
  expected,
  parts,
}: Growth): Record<string, unknown> {
  return {
    ...GROWTH_KEY,
    op,
    from,
    to,
    state,
    per_second: perSecond,
    stays,
    started_at: startedAt,
    expected,
    parts: storedParts(parts),
  };
}

function storedParts(parts: readonly GrowthPart[]): Record<string, unknown> {
  return Object.fromEntries(parts.map((part, shard) => [String(shard), storedPart(part)]));
}

function storedPart({ inPass, atRest, touchedAt, ...part }: GrowthPart): Record<string, unknown> {
  return { ...part, in_pass: inPass, at_rest: atRest, touched_at: touchedAt };
}
