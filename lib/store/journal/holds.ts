import { type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { isAuthorised } from '../../domain/capture.ts';
import type { Transfer } from '../../domain/transfer.ts';
import { type JournalTable, Key, readItems } from './items.ts';
import { mergeLists, type PartOfList, type ReadList, shareOf } from './merge.ts';
import { partitionsOf, type RowsOf } from './partitions.ts';

/** A page of the authorised transfers of a wallet. `next` is the `after` of the next page. */
export interface HoldsPage {
  readonly transfers: readonly Transfer[];
  readonly next?: string;
}

/** Reads the authorised transfers of wallets, as payer and as payee. */
export class Holds {
  readonly #journal: JournalTable;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#journal = { documents, table };
  }

  /**
   * A page of the transfers of a wallet that are authorised and not decided, as their payers have them,
   * oldest first. The index is eventually consistent and has keys only. The transfers are read strongly
   * consistently, so that only what still holds is there: a page may be short.
   */
  async page(wallet: RowsOf, { limit, after }: { limit: number; after?: string | undefined }): Promise<HoldsPage> {
    const partitions = partitionsOf(wallet);
    const lists = partitions.map(
      (partition): ReadList<Key> =>
        (last, size) => {
          return this.#keys(partition, last?.tx_id ?? after, size);
        },
    );
    const first = shareOf(limit, partitions.length);
    const { rows: keys, whole } = await mergeLists(lists, {
      ...{ order: 'asc', limit, first },
      idOf: ({ tx_id }) => tx_id,
    });
    const found = await readItems(this.#journal, keys);
    const others = keys.flatMap(({ tx_id }) => {
      const transfer = found.get(tx_id);
      return transfer && transfer.fromId !== wallet.walletId ? [{ from_id: transfer.fromId, tx_id }] : [];
    });
    const payers = new Map([...found, ...(await readItems(this.#journal, others))]);
    const transfers = keys.flatMap(({ tx_id }) => payers.get(tx_id) ?? []).filter(isAuthorised);
    const last = keys.at(-1)?.tx_id;
    return { transfers, ...(!whole && last !== undefined && { next: last }) };
  }

  async #keys(partition: string, after: string | undefined, limit: number): Promise<PartOfList<Key>> {
    const { documents, table } = this.#journal;
    const { Items = [], LastEvaluatedKey } = await documents.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'holds',
        KeyConditionExpression: `from_id = :wallet${after === undefined ? '' : ' AND holding > :after'}`,
        ExpressionAttributeValues: { ':wallet': partition, ...(after !== undefined && { ':after': after }) },
        Limit: limit,
      }),
    );
    return { rows: Items.map((item) => Key.parse(item)), whole: LastEvaluatedKey === undefined };
  }
}
