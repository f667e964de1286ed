import { type AuditedTransfer, type AuditReport, audit } from '../domain/audit.ts';
import type { Transfer } from '../domain/transfer.ts';
import type { Shards } from '../shards/client.ts';
import type { Journal } from '../store/journal.ts';

/**
 * Reads all shards, then the journal, and says whether the books balance. The system goes on meanwhile.
 * @param clock ms since 1970
 * @throws ShardUnavailable if a shard does not answer: books that cannot be read are not said to balance
 */
export async function auditBooks(
  stores: { shards: Shards; journal: Pick<Journal, 'all'> },
  clock: () => number,
): Promise<AuditReport> {
  const { shards, journal } = stores;
  const startedAt = clock();
  const pages = await Promise.all(
    Array.from({ length: shards.count }, (_, shard) => Array.fromAsync(shards.wallets(shard, clock))),
  );
  const transfers = await Array.fromAsync(journal.all(), audited);
  return audit({ wallets: pages.flat(), transfers }, { startedAt, now: clock() });
}

function audited(transfer: Transfer): AuditedTransfer {
  return {
    ...transfer,
    initiatedAt: Date.parse(transfer.initiatedAt),
    finishedAt: transfer.finishedAt === undefined ? undefined : Date.parse(transfer.finishedAt),
  };
}
