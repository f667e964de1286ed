import { type AuditedTransfer, type AuditedWallet, type AuditReport, audit, type LeftHold } from '../domain/audit.ts';
import { openSince } from '../domain/capture.ts';
import type { Transfer } from '../domain/transfer.ts';
import { WalletSightings } from '../domain/wallet-sightings.ts';
import { asError, logger } from '../observability/logger.ts';
import type { Shards } from '../remote/shards.ts';
import type { Journal } from '../store/journal/journal.ts';
import { settledWallets } from './settled-sightings.ts';

/** The result of an audit, and the holds that it settled. */
export type Audited = AuditReport & { readonly settledAgain: readonly Pick<LeftHold, 'walletId' | 'txId'>[] };

/** Settles legs of transfers. */
export type SettleLegs = Pick<Shards, 'commitLegs' | 'rollbackLegs'>;

/** A part of the books that has been read: the wallets of one shard, or the journal. */
export type ReadPart = { readonly shard: number; readonly wallets: readonly AuditedWallet[] } | 'journal';
type OnRead = (part: ReadPart) => void;
const NOBODY: OnRead = () => undefined;

/**
 * Audits the books, then settles the holds that remain after final transfers, by their stored
 * decisions. It may be repeated. The findings describe the books before.
 * @param clock ms since 1970
 * @param onRead called with each part of the books
 * @throws ShardUnavailable if a shard cannot be read
 */
export async function auditAndSettle(
  stores: { shards: Shards; journal: Pick<Journal, 'all'> },
  clock: () => number,
  onRead = NOBODY,
): Promise<Audited> {
  const report = await auditBooks(stores, clock, onRead);
  return { ...report, settledAgain: await settleHolds(stores.shards, report.leftHolds, clock) };
}

/**
 * Settles holds that remain after final transfers, by their stored decisions. One that cannot be
 * settled is left to the next audit.
 * @returns those that it settled
 */
export async function settleHolds(
  shards: SettleLegs,
  holds: readonly LeftHold[],
  clock: () => number,
): Promise<Pick<LeftHold, 'walletId' | 'txId'>[]> {
  const settledAgain: Pick<LeftHold, 'walletId' | 'txId'>[] = [];
  for (const hold of holds) {
    try {
      await settleAgain(shards, hold, clock);
      settledAgain.push({ walletId: hold.walletId, txId: hold.txId });
    } catch (error) {
      logger.warn('hold of a final transfer not settled', { tx_id: hold.txId, error: asError(error) });
    }
  }
  return settledAgain;
}

/**
 * Reads all shards, then the journal, and compares them. The system goes on meanwhile, and wallets may
 * move from shard to shard.
 * @param clock ms since 1970
 * @param onRead called with each part of the books
 * @throws ShardUnavailable if a shard cannot be read: books that cannot be read are not said to
 *   balance
 */
export async function auditBooks(
  stores: { shards: Shards; journal: Pick<Journal, 'all'> },
  clock: () => number,
  onRead = NOBODY,
): Promise<AuditReport> {
  const { shards, journal } = stores;
  const startedAt = clock();
  const wallets = await readWallets(shards, clock, onRead);
  const transfers = await Array.fromAsync(journal.all(), audited);
  onRead('journal');
  return audit({ wallets, transfers }, { startedAt, now: clock() });
}

/**
 * Every wallet once, as a shard had it at a time since this began. A wallet that moved between the pages
 * of two shards is read again. One that two shards have at once is there twice.
 */
async function readWallets(shards: Shards, clock: () => number, onRead: OnRead): Promise<AuditedWallet[]> {
  const sightings = new WalletSightings();
  await Promise.all(
    Array.from({ length: shards.count }, async (_, shard) => {
      const wallets: AuditedWallet[] = [];
      for await (const page of shards.pages(shard, clock)) {
        sightings.add(shard, page);
        wallets.push(...page.wallets);
      }
      onRead({ shard, wallets });
    }),
  );
  return settledWallets(shards, sightings, clock);
}

async function settleAgain(shards: SettleLegs, hold: LeftHold, clock: () => number): Promise<void> {
  const { walletId, stripe, txId, transactionId = txId, deadline, taken } = hold;
  const request = { transactionId, deadline, legs: [{ walletId, stripe, ...taken }] };
  const settled =
    hold.decision === 'COMMIT' ? await shards.commitLegs(request, clock) : await shards.rollbackLegs(request, clock);
  const failed = settled.find(({ error }) => error)?.error;
  if (failed) throw failed;
}

function audited(transfer: Transfer): AuditedTransfer {
  return {
    ...transfer,
    openSince: openSince(transfer),
    initiatedAt: Date.parse(transfer.initiatedAt),
    finishedAt: transfer.finishedAt === undefined ? undefined : Date.parse(transfer.finishedAt),
  };
}
