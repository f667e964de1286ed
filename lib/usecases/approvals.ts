import { isWaiting } from '../domain/capture.ts';
import { decidesFor, isOpen, mayApprove, type RuleChange } from '../domain/payment-approval.ts';
import type { Transfer } from '../domain/transfer.ts';
import type { Approvers } from '../store/approval-rules.ts';
import type { Directory } from '../store/directory.ts';
import type { Holds } from '../store/journal/holds.ts';

/** What waits for a decision about a wallet: a payment, or a change of its rule. */
export type WaitingApproval = { readonly walletId: string; readonly mayApprove: boolean } & (
  | { readonly transfer: Transfer }
  | { readonly change: RuleChange }
);

/** A page of them. `next` is the `after` of the next page. */
export interface ApprovalsPage {
  readonly waiting: readonly WaitingApproval[];
  readonly next?: ApprovalsCursor;
}

/** The last wallet that was read; with `txId` the last transfer of it that was read. */
export interface ApprovalsCursor {
  readonly walletId: string;
  readonly txId?: string | undefined;
}

/** The most wallets of one page. */
const WALLETS = 25;
/** How many holds of a wallet are read at a time. */
const HOLDS = 100;

/**
 * A page of what waits for the decision of a user, by wallets. A page reads few wallets: it may be short,
 * or empty, without being the last.
 * @param now ms since 1970
 */
export async function listApprovals(
  { approvers, directory, holds }: { approvers: Approvers; directory: Pick<Directory, 'get'>; holds: Holds },
  { userId, limit, after }: { userId: string; limit: number; after: ApprovalsCursor | undefined },
  now: number,
): Promise<ApprovalsPage> {
  const isWithin = after?.txId !== undefined;
  const page = await approvers.walletsOf(userId, { limit: WALLETS, after: after?.walletId });
  const walletIds = isWithin ? [after.walletId, ...page.walletIds] : page.walletIds;
  const waiting: WaitingApproval[] = [];
  for (const walletId of walletIds) {
    const wallet = await directory.get(walletId);
    // The rule may have changed since the row was written.
    if (!wallet || !decidesFor(userId, wallet)) continue;
    const isContinued = isWithin && walletId === after.walletId;
    const { change } = wallet.approval ?? {};
    if (change && !isContinued && isOpen(change, now))
      waiting.push({ walletId, mayApprove: mayApprove(userId, wallet, change.askedBy), change });
    const from = isContinued ? after.txId : undefined;
    // What it pays is in its own partition.
    const { transfers, next } = await holds.page({ walletId }, { limit: HOLDS, after: from });
    for (const transfer of transfers) {
      if (!isFor(walletId, transfer)) continue;
      const { askedBy } = transfer.approval ?? { askedBy: '' };
      waiting.push({ walletId, mayApprove: mayApprove(userId, wallet, askedBy), transfer });
      if (waiting.length >= limit) return { waiting, next: { walletId, txId: transfer.txId } };
    }
    if (next !== undefined) return { waiting, next: { walletId, txId: next } };
    if (waiting.length >= limit) return { waiting, next: { walletId } };
  }
  const last = walletIds.at(-1);
  return { waiting, ...(!page.isLast && last !== undefined && { next: { walletId: last } }) };
}

function isFor(walletId: string, transfer: Transfer): boolean {
  return transfer.approval !== undefined && transfer.fromId === walletId && isWaiting(transfer);
}
