import { isDeepStrictEqual } from 'node:util';
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import type { WalletApproval } from '../domain/payment-approval.ts';
import { type RuleAct, ruleEvent } from '../domain/rule-event.ts';
import { storedWalletApproval } from './approval-rule-items.ts';
import { type DirectoryEntry, DirectoryItem } from './directory-item.ts';
import { recording } from './event-writes.ts';
import { changeAndPut } from './transactions.ts';

const Row = z.object({ user_id: z.string(), wallet_id: z.string() });

/** Which payments need an approval: the rule of a wallet is in its item in the directory. */
export class ApprovalRules {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #events: string;

  /** @param events the table of the events of wallets */
  constructor(documents: DynamoDBDocumentClient, wallets: string, events: string) {
    this.#documents = documents;
    this.#table = wallets;
    this.#events = events;
  }

  /**
   * Writes the rule of a wallet and records the event of it, if its owner and its rule are those that were
   * read.
   * @param next of the version after that which was read
   * @returns the wallet afterwards; undefined if another change came first
   */
  async write(read: DirectoryEntry, next: WalletApproval, act: RuleAct): Promise<DirectoryEntry | undefined> {
    const isAsRead = read.approval ? 'approval.#version = :version' : 'attribute_not_exists(approval)';
    const written = await changeAndPut(
      this.#documents,
      {
        TableName: this.#table,
        Key: { wallet_id: read.walletId },
        UpdateExpression: 'SET approval = :next',
        ConditionExpression: `#owner = :owner AND ${isAsRead}`,
        ExpressionAttributeNames: { '#owner': 'owner', ...(read.approval && { '#version': 'version' }) },
        ExpressionAttributeValues: {
          ':next': storedWalletApproval(next),
          ':owner': read.owner,
          ...(read.approval && { ':version': read.approval.version }),
        },
      },
      recording(this.#events, ruleEvent(read, next, act)),
    );
    if ('ok' in written) return { ...read, approval: next };
    if (written.item === undefined) return undefined;
    // A write that is repeated long after its response was lost finds its own rule.
    const standing = DirectoryItem.parse(written.item);
    return isDeepStrictEqual(stored(standing.approval), stored(next)) ? standing : undefined;
  }
}

/**
 * The wallets whose payments a user may see and decide, by the user. A row is written before the rule that
 * names the user, and stays: only the rule in the directory says who decides.
 */
export class Approvers {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#documents = documents;
    this.#table = table;
  }

  /** Adds a row for each user. It may be repeated. */
  async add(walletId: string, userIds: readonly string[]): Promise<void> {
    await Promise.all(
      userIds.map((user_id) =>
        this.#documents.send(new PutCommand({ TableName: this.#table, Item: { user_id, wallet_id: walletId } })),
      ),
    );
  }

  /**
   * A page of the user's wallets in the order of their ids, strongly consistent.
   * @param page `after`: the last wallet of the page before
   * @returns whether there may be more of them
   */
  async walletsOf(
    userId: string,
    { limit, after }: { readonly limit: number; readonly after?: string | undefined },
  ): Promise<{ walletIds: string[]; isLast: boolean }> {
    const { Items = [], LastEvaluatedKey } = await this.#documents.send(
      new QueryCommand({
        TableName: this.#table,
        KeyConditionExpression: `user_id = :user${after === undefined ? '' : ' AND wallet_id > :after'}`,
        ExpressionAttributeValues: { ':user': userId, ...(after !== undefined && { ':after': after }) },
        ConsistentRead: true,
        Limit: limit,
      }),
    );
    return {
      walletIds: z
        .array(Row)
        .parse(Items)
        .map(({ wallet_id }) => wallet_id),
      isLast: LastEvaluatedKey === undefined,
    };
  }
}

function stored(approval: WalletApproval | undefined): object | undefined {
  return approval && storedWalletApproval(approval);
}
