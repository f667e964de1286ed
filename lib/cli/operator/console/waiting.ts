import { isWaiting } from '../../../domain/capture.ts';
import { hasTombstone, holdFor, type ShardWallet } from '../../../domain/shard-wallet.ts';
import { captureId } from '../../../domain/transaction-id.ts';
import { isFinal, type Transfer } from '../../../domain/transfer.ts';
import type { Side, SideState, Waiting } from '../../../web/console/contract.ts';

/**
 * Where one side of a transfer stands.
 * @param item that on which the side is: the wallet's own, or of a stripe. Undefined if there is none
 */
export function sideState(transfer: Transfer, item: ShardWallet | undefined, side: Side['side']): SideState {
  const { txId, decision, capture } = transfer;
  if (!item) return 'no_wallet';
  // The payee's shard knows each attempt to capture by an id and a deadline of its own.
  const attempt = side === 'credit' ? capture : undefined;
  const id = attempt ? captureId(txId, attempt.n) : txId;
  const { deadline } = attempt ?? transfer;
  if (holdFor(item, id)) return 'held';
  if (hasTombstone(item, id)) return 'settled';
  // Both sides were held before a commit was decided: what is gone was settled, and its tombstone
  // dropped. The fence stands for a dropped tombstone.
  if (decision === 'COMMIT') return 'settled';
  if (decision === 'ABORT' && deadline !== undefined && item.fence >= deadline) return 'settled';
  return 'nothing';
}

/** What a transfer waits for; undefined once it is final. */
export function waitingFor(transfer: Transfer, sides: readonly Side[]): Waiting | undefined {
  const { status, processingAt, decision } = transfer;
  if (isFinal(status)) return undefined;
  if (processingAt === undefined) return { for: 'begin', shards: [] };
  if (isWaiting(transfer)) return { for: transfer.approval ? 'approval' : 'capture', shards: [] };
  const asked = sides.filter(({ side }) => isAsked(transfer, side));
  const shardsOf = (states: readonly SideState[]) => [
    ...new Set(asked.filter(({ state }) => states.includes(state)).map(({ shard }) => shard)),
  ];
  if (decision === undefined) {
    const shards = shardsOf(['nothing', 'no_wallet', 'unknown']);
    return shards.length > 0 ? { for: 'hold', shards } : { for: 'decision', shards };
  }
  const left: SideState[] = decision === 'COMMIT' ? ['held', 'unknown'] : ['held', 'unknown', 'nothing'];
  const shards = shardsOf(left);
  return shards.length > 0 ? { for: 'settle', shards } : { for: 'finish', shards };
}

/** Whether the transfer asks the shard of this side. The payee of a manual one is asked for its capture. */
function isAsked({ manual, capture }: Transfer, side: Side['side']): boolean {
  return side === 'debit' || !manual || capture !== undefined;
}
