import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type MemberChange, sharingEvent } from '../domain/sharing-event.ts';
import { memberOf } from '../domain/wallet-member.ts';
import type { DirectoryEntry } from './directory-item.ts';
import { recording } from './event-writes.ts';
import { storedMembers } from './member-items.ts';
import { changeAndPut } from './transactions.ts';

/** With whom owners share their wallets, in the directory. */
export class WalletMembers {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #events: string;

  /** @param events the table of the events of wallets */
  constructor(documents: DynamoDBDocumentClient, table: string, events: string) {
    this.#documents = documents;
    this.#table = table;
    this.#events = events;
  }

  /**
   * Changes one member of a wallet, and records the event of it. Its condition is that the owner and the
   * members are those that were read: another change of them is not lost. Without a last member the login of
   * the owner is erased.
   * @param ownerLogin what the members are to see of the owner; undefined leaves it
   * @returns the wallet afterwards; undefined if they were others
   */
  async change(
    read: DirectoryEntry,
    change: MemberChange,
    ownerLogin: string | undefined = read.ownerLogin,
  ): Promise<DirectoryEntry | undefined> {
    const others = (read.members ?? []).filter(({ userId }) => userId !== change.memberId);
    const members = change.after ? [...others, change.after] : others;
    const { memberChanges = 0 } = read;
    const event = sharingEvent(read, memberOf(read, change.memberId), change, memberChanges + 1);
    const isLast = members.length === 0;
    const shown = isLast ? undefined : ownerLogin;
    const update = [
      `SET member_changes = :next${isLast ? '' : ', members = :members'}${shown === undefined ? '' : ', owner_login = :login'}`,
      ...(isLast ? ['REMOVE members, owner_login'] : []),
    ];
    const isAsRead = [
      '#owner = :owner',
      read.members ? 'members = :read' : 'attribute_not_exists(members)',
      memberChanges > 0 ? 'member_changes = :changes' : 'attribute_not_exists(member_changes)',
    ];
    const written = await changeAndPut(
      this.#documents,
      {
        TableName: this.#table,
        Key: { wallet_id: read.walletId },
        UpdateExpression: update.join(' '),
        ConditionExpression: isAsRead.join(' AND '),
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: {
          ':owner': read.owner,
          ':next': memberChanges + 1,
          ...(!isLast && { ':members': storedMembers(members) }),
          ...(shown !== undefined && { ':login': shown }),
          ...(read.members && { ':read': storedMembers(read.members) }),
          ...(memberChanges > 0 && { ':changes': memberChanges }),
        },
      },
      recording(this.#events, event),
    );
    if (!('ok' in written)) return undefined;
    const { members: _, ownerLogin: _login, ...wallet } = read;
    const now = { ...wallet, memberChanges: memberChanges + 1 };
    return isLast ? now : { ...now, members, ...(shown !== undefined && { ownerLogin: shown }) };
  }
}
