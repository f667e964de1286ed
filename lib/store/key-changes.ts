import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type ApiKey, MAX_KEYS } from '../domain/api-key.ts';
import { type KeyAct, keyEvent } from '../domain/key-event.ts';
import { ApiKeys, keyAttribute, REMEMBERED_MS, type StoredKey, storedForm } from './api-keys.ts';
import { recording } from './event-writes.ts';
import { changeAndPut, type UpdateWrite } from './transactions.ts';

/** Makes and revokes keys of programs. Each change is one transaction with its event. */
export class KeyChanges {
  readonly #documents: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #events: string;
  readonly #keys: ApiKeys;

  /**
   * @param table that of ApiKeys
   * @param events the table of the events of wallets and keys
   */
  constructor(documents: DynamoDBDocumentClient, table: string, events: string) {
    this.#documents = documents;
    this.#table = table;
    this.#events = events;
    this.#keys = new ApiKeys(documents, table);
  }

  /**
   * Adds a key. One that is there already stays as it is.
   * @param now ms since 1970
   * @returns the stored key; undefined if the user has as many as allowed, is blocked, or the key was
   *   revoked
   */
  async add(owner: string, { key, secretHash }: StoredKey, now: number): Promise<StoredKey | undefined> {
    const { revoked } = await this.#keys.of(owner);
    const old = [...revoked].filter(([, at]) => at < now - REMEMBERED_MS).map(([id]) => id);
    const change = this.#update(owner, key.id, {
      UpdateExpression: [
        'SET #key = :key, used = if_not_exists(used, :none) + :one',
        ...(old.length > 0 ? [`REMOVE ${old.map((_, n) => `#old${n}`)}`] : []),
      ].join(' '),
      ConditionExpression:
        'attribute_not_exists(#key) AND attribute_not_exists(blocked_at) AND (attribute_not_exists(used) OR used < :limit)',
      ExpressionAttributeNames: Object.fromEntries(old.map((id, n) => [`#old${n}`, keyAttribute(id)])),
      ExpressionAttributeValues: {
        ':key': storedForm({ key, secretHash }),
        ':none': 0,
        ':one': 1,
        ':limit': MAX_KEYS,
      },
    });
    const event = keyEvent('KEY_MADE', owner, key, { by: 'owner', now });
    const added = await changeAndPut(this.#documents, change, recording(this.#events, event));
    if ('ok' in added) return { key, secretHash };
    return (await this.#keys.of(owner)).keys.find((one) => one.key.id === key.id);
  }

  /** Revokes a key. It may be repeated. */
  async revoke(owner: string, key: Pick<ApiKey, 'id' | 'expiresAt'>, act: KeyAct): Promise<void> {
    const change = this.#update(owner, key.id, {
      UpdateExpression: 'SET #key = :revoked, used = used - :one',
      ConditionExpression: 'attribute_exists(#key.secret_hash)',
      ExpressionAttributeValues: { ':revoked': { revoked_at: act.now }, ':one': 1 },
    });
    await changeAndPut(this.#documents, change, recording(this.#events, keyEvent('KEY_REVOKED', owner, key, act)));
  }

  #update(
    owner: string,
    id: string,
    update: Pick<UpdateWrite, 'UpdateExpression'> & Partial<UpdateWrite>,
  ): UpdateWrite {
    return {
      TableName: this.#table,
      Key: { owner },
      ...update,
      ExpressionAttributeNames: { '#key': keyAttribute(id), ...update.ExpressionAttributeNames },
    };
  }
}
