import type { Credit } from '../../../lib/domain/legs.ts';
import { stripeFor } from '../../../lib/domain/stripes.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { ShardStripes } from '../../../lib/store/shard-stripes.ts';
import type { FreshTables } from '../environment/tables.ts';

/** How many stripes each wallet gets. */
export const STRIPES = 3;

/**
 * The wallets in stripes of a test. A function reads the list of them once a minute. With the module that
 * takes the place of lib/store/striped-wallets.ts it knows each at once.
 */
export class AllStriped {
  readonly #wallets = new Set<string>();

  /** Gives a wallet stripes, and sends its new transfers there. */
  async add(
    { documents, wallets, shardWallets }: Pick<FreshTables, 'documents' | 'wallets' | 'shardWallets'>,
    shard: number,
    walletId: string,
  ): Promise<void> {
    await new ShardStripes(documents, shardWallets[shard] ?? '').make(walletId, STRIPES);
    await new Directory(documents, wallets).setStripes(walletId, STRIPES);
    this.#wallets.add(walletId);
  }

  get module(): object {
    const striped = this.#wallets;
    return {
      ...jest.requireActual<object>('../../../lib/store/striped-wallets.ts'),
      StripedWallets: class {
        async onStripes(txId: string, credits: readonly Credit[]): Promise<readonly Credit[]> {
          return credits.map((credit) =>
            striped.has(credit.toId) ? { ...credit, stripe: stripeFor(txId, STRIPES) } : credit,
          );
        }
      },
    };
  }
}
