import { type AuditedWallet, CLOCKS_DIFFER_MS, type Finding, type LeftHold } from '../domain/audit.ts';
import { settlementOf } from '../domain/left-hold.ts';
import type { PostedTransfers } from '../domain/posted-transfers.ts';
import { transferIdOf } from '../domain/transaction-id.ts';
import { isFinal, type Transfer } from '../domain/transfer.ts';
import type { Shards } from '../remote/shards.ts';
import type { LookedUp } from './audit-transfers.ts';
import type { SeenHold } from './audit-wallet.ts';
import { unlessMoving } from './unless-moving.ts';

/** The holds of transfers that are not in flight, and those of them that the decision settles. */
export interface AuditedHolds {
  readonly findings: readonly Finding[];
  readonly leftHolds: readonly LeftHold[];
}

/**
 * Finds holds that remain after their transfers became final. The journal is read by the wallet of
 * the hold. So the hold of a credit is settled only if the transfer was committed: nothing leads from
 * the payee of an aborted transfer to its payer, and the full audit settles that.
 * @param unfinished the payers of the transfers that are not final, read after the holds
 */
export async function auditHolds(
  stores: LookedUp & { shards: Pick<Shards, 'statement'>; clock: () => number },
  holds: readonly SeenHold[],
  {
    unfinished,
    posted,
    startedAt,
  }: { unfinished: ReadonlyMap<string, string>; posted: PostedTransfers; startedAt: number },
): Promise<AuditedHolds> {
  const findings: Finding[] = [];
  const leftHolds: LeftHold[] = [];
  for (const { wallet, transactionId, reserved } of holds) {
    const txId = transferIdOf(transactionId);
    if (unfinished.has(txId)) continue;
    const { walletId } = wallet;
    const transfer = await payersItem(stores, walletId, txId);
    if (transfer && !isOver(transfer, startedAt)) continue;
    const what = transfer ? 'that is final' : 'that is final or was never there';
    const detail = `holds ${reserved} for a transfer ${what}`;
    findings.push({ kind: 'hold_without_open_transfer', walletId, txId, detail });
    const left = settlementOf(transfer, walletId, transactionId);
    if (left && (left.decision === 'ABORT' || (await isUnposted(stores, wallet, txId, posted)))) leftHolds.push(left);
  }
  return { findings, leftHolds };
}

async function payersItem(
  { journal, directory }: LookedUp,
  walletId: string,
  txId: string,
): Promise<Transfer | undefined> {
  const found = (await journal.findAll(new Map([[txId, walletId]]), directory)).get(txId);
  if (!found || found.fromId === walletId) return found;
  return (await journal.byWallets(new Map([[txId, found.fromId]]))).get(txId);
}

function isOver({ status, finishedAt }: Transfer, startedAt: number): boolean {
  if (!isFinal(status)) return false;
  return finishedAt === undefined || Date.parse(finishedAt) < startedAt - CLOCKS_DIFFER_MS;
}

/**
 * Whether the money of a committed transfer has not moved in this wallet. Its posting is missing, or
 * is the next entry of a wallet that was restored to a state before it. Settling must not make correct
 * books wrong.
 */
async function isUnposted(
  { shards, clock }: { shards: Pick<Shards, 'statement'>; clock: () => number },
  { walletId, seq }: AuditedWallet,
  txId: string,
  posted: PostedTransfers,
): Promise<boolean> {
  if (seq === undefined) return false;
  const request = { ...(seq > 0 && { after: seq }), limit: 1 };
  const page = await unlessMoving(shards.statement(walletId, request, clock()));
  // The next audit finds the hold again.
  if (!page) return false;
  const [next] = page.entries;
  return next ? next.txId === txId : posted.has(txId);
}
