import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { MibError } from '../domain/errors.ts';
import type { ShardWallet } from '../domain/shard-wallet.ts';
import { wholeWallet } from '../domain/stripes.ts';
import { ShardStripes } from './shard-stripes.ts';
import { ShardWalletTable } from './shard-wallet-table.ts';
import type { Write } from './shard-wallet-writes.ts';

const MAX_TRIES = 5;

/** The credit limits of a shard's wallets, as operators set them. No function does. */
export class ShardCredit {
  readonly #table: ShardWalletTable;
  readonly #stripes: ShardStripes;

  constructor(documents: DynamoDBDocumentClient, table: string) {
    this.#table = new ShardWalletTable(documents, table);
    this.#stripes = new ShardStripes(documents, table);
  }

  /**
   * Sets the credit limit of a wallet: how far below zero its balance may go. The balance stays. A lower
   * limit needs money on the wallet's own item, which gathers it from its stripes.
   * @returns its own item afterwards; `closed`, or `spent` if more of the limit is used than would be left
   * @throws MibError no_such_wallet; unavailable if its limit changes all the time
   */
  async set(walletId: string, creditLimit: bigint): Promise<ShardWallet | 'closed' | 'spent'> {
    let wallet = await this.#table.get(walletId);
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      if (!wallet) throw new MibError('no_such_wallet');
      if (wallet.controls?.closedAt !== undefined) return 'closed';
      const before = wallet.creditLimit;
      if (before === creditLimit) return wallet;
      const lacking = before - creditLimit - wallet.spendable;
      if (lacking > 0n) {
        const stripes = await this.#stripes.of(wallet);
        if (wholeWallet(wallet, stripes).spendable < before - creditLimit) return 'spent';
        wallet = await this.#stripes.gather(wallet, stripes, lacking);
        continue;
      }
      const written = await this.#table.write(walletId, creditChanged(before, creditLimit));
      wallet = written.wallet;
      if (written.done && wallet) return wallet;
    }
    throw new MibError('unavailable');
  }
}

/** What of the old limit is spent or held must be within the new one. */
function creditChanged(before: bigint, after: bigint): Write {
  const more = after - before;
  const isUnspent = more < 0n ? ' AND spendable >= :less' : '';
  return {
    UpdateExpression: 'SET spendable = spendable + :more, credit_limit = :after REMOVE posting',
    ConditionExpression: `attribute_exists(spendable) AND attribute_not_exists(closed_at) AND credit_limit = :before${isUnspent}`,
    ExpressionAttributeValues: {
      ':more': more,
      ':after': after,
      ':before': before,
      ...(more < 0n && { ':less': -more }),
    },
    ReturnValues: 'ALL_NEW',
  };
}
