import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { type ApprovalRequest, isPending, personOf } from '../domain/approval.ts';
import { conditionally } from './documents.ts';
import { SafeNumber } from './items.ts';

/** The one partition. There are few requests. */
const SERIES = 'requests';
/** After every id. */
const LAST = '~';
const PAGE = 100;

const Item = z.pipe(
  z.object({
    id: z.string(),
    command: z.string(),
    arguments: z.record(z.string(), z.string()),
    reason: z.string(),
    requested_by: z.string(),
    requested_at: SafeNumber,
    expires_at: SafeNumber,
    state: z.enum(['waiting', 'approved', 'rejected', 'done']),
    decided_by: z.optional(z.string()),
    decided_at: z.optional(SafeNumber),
    detail: z.optional(z.string()),
  }),
  z.transform(
    (item): ApprovalRequest => ({
      id: item.id,
      command: item.command,
      arguments: item.arguments,
      reason: item.reason,
      requestedBy: item.requested_by,
      requestedAt: item.requested_at,
      expiresAt: item.expires_at,
      state: item.state,
      ...(item.decided_by !== undefined && { decidedBy: item.decided_by }),
      ...(item.decided_at !== undefined && { decidedAt: item.decided_at }),
      ...(item.detail !== undefined && { detail: item.detail }),
    }),
  ),
);

/** Who decides on a request, and when. */
export interface Decision {
  readonly by: string;
  /** Ms since 1970. */
  readonly at: number;
}

/** The requests of operators that a second one has to approve. None is deleted. */
export class Approvals {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /** Stores a request. It may be repeated. */
  async add(request: ApprovalRequest): Promise<void> {
    await conditionally(
      this.#documents.send(
        new PutCommand({
          TableName: this.#table,
          Item: {
            series: SERIES,
            id: request.id,
            command: request.command,
            arguments: request.arguments,
            reason: request.reason,
            requested_by: request.requestedBy,
            requester: personOf(request.requestedBy),
            requested_at: request.requestedAt,
            expires_at: request.expiresAt,
            state: request.state,
          },
          ConditionExpression: 'attribute_not_exists(id)',
        }),
      ),
    );
  }

  /** Strongly consistent. */
  async get(id: string): Promise<ApprovalRequest | undefined> {
    const { Item: item } = await this.#documents.send(
      new GetCommand({ TableName: this.#table, Key: { series: SERIES, id }, ConsistentRead: true }),
    );
    return item && Item.parse(item);
  }

  /**
   * What waits for a second operator, or was approved and not carried out yet; the newest first.
   * @param now ms since 1970
   */
  async pending(now: number): Promise<ApprovalRequest[]> {
    const requests: ApprovalRequest[] = [];
    for (let before = LAST; ; ) {
      const page = await this.newest(PAGE, before);
      requests.push(...page.filter((request) => isPending(request, now)));
      const oldest = page.at(-1);
      if (!oldest || oldest.expiresAt <= now) return requests;
      before = oldest.id;
    }
  }

  /** The newest requests of any state, the newest first. @param before the id of a later request */
  async newest(limit: number, before = LAST): Promise<ApprovalRequest[]> {
    const { Items = [] } = await this.#documents.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: 'series = :series AND id < :before',
        ExpressionAttributeValues: { ':series': SERIES, ':before': before },
        ConsistentRead: true,
        ScanIndexForward: false,
        Limit: limit,
      }),
    );
    return z.array(Item).parse(Items);
  }

  /**
   * Approves a request that waits: once, by somebody else than who asked, before it expires.
   * @param again carries on where the same operator was stopped after they had approved it
   * @returns the request; undefined if that is not possible
   */
  approve(id: string, { by, at }: Decision, again = false): Promise<ApprovalRequest | undefined> {
    // A write that is repeated because its response was lost finds its own time.
    const own = again ? 'decided_by = :by' : 'decided_by = :by AND decided_at = :at';
    return this.#update(id, {
      set: '#state = :approved, decided_by = :by, decided_at = :at',
      condition: `(#state = :waiting OR (#state = :approved AND ${own})) AND requester <> :person AND expires_at > :at`,
      values: { ':approved': 'approved', ':waiting': 'waiting', ':by': by, ':at': at, ':person': personOf(by) },
    });
  }

  /**
   * Rejects a request that waits. Who asked may withdraw it so.
   * @returns the request; undefined if it does not wait
   */
  reject(id: string, { by, at }: Decision, detail: string): Promise<ApprovalRequest | undefined> {
    return this.#update(id, {
      set: '#state = :rejected, decided_by = :by, decided_at = :at, detail = :detail',
      // The second case is the same.
      condition: '(#state = :waiting OR (#state = :rejected AND decided_by = :by AND decided_at = :at))',
      values: { ':rejected': 'rejected', ':waiting': 'waiting', ':by': by, ':at': at, ':detail': detail },
    });
  }

  /** Says that an approved request was carried out. It may be repeated. */
  async done(id: string): Promise<void> {
    await this.#update(id, {
      set: '#state = :done',
      condition: '(#state = :approved OR #state = :done)',
      values: { ':approved': 'approved', ':done': 'done' },
    });
  }

  async #update(
    id: string,
    { set, condition, values }: { set: string; condition: string; values: Record<string, string | number> },
  ): Promise<ApprovalRequest | undefined> {
    const updated = await conditionally(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#table,
          Key: { series: SERIES, id },
          UpdateExpression: `SET ${set}`,
          ConditionExpression: condition,
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: values,
          ReturnValues: 'ALL_NEW',
        }),
      ),
    );
    return 'ok' in updated ? Item.parse(updated.ok.Attributes) : undefined;
  }
}
