import { hasTombstone, holdFor, type ShardWallet } from '../../../domain/shard-wallet.ts';
import { isFinal, type Transfer } from '../../../domain/transfer.ts';
import type { Side, SideState, Waiting } from '../../../web/console/contract.ts';

/** Where one side of a transfer stands, by the item of its wallet; undefined if the wallet is missing. */
export function sideState(transfer: Transfer, wallet: ShardWallet | undefined): SideState {
  const { txId, decision, deadline } = transfer;
  if (!wallet) return 'no_wallet';
  if (holdFor(wallet, txId)) return 'held';
  if (hasTombstone(wallet, txId)) return 'settled';
  // Both sides were held before a commit was decided: what is gone was settled, and its tombstone
  // dropped. The fence stands for a dropped tombstone.
  if (decision === 'COMMIT') return 'settled';
  if (decision === 'ABORT' && deadline !== undefined && wallet.fence >= deadline) return 'settled';
  return 'nothing';
}

/** What a transfer waits for; undefined once it is final. */
export function waitingFor(transfer: Transfer, sides: readonly Side[]): Waiting | undefined {
  if (isFinal(transfer.status)) return undefined;
  if (transfer.processingAt === undefined) return { for: 'begin', shards: [] };
  const shardsOf = (states: readonly SideState[]) => [
    ...new Set(sides.filter(({ state }) => states.includes(state)).map(({ shard }) => shard)),
  ];
  if (transfer.decision === undefined) {
    const shards = shardsOf(['nothing', 'no_wallet', 'unknown']);
    return shards.length > 0 ? { for: 'hold', shards } : { for: 'decision', shards };
  }
  const left: SideState[] = transfer.decision === 'COMMIT' ? ['held', 'unknown'] : ['held', 'unknown', 'nothing'];
  const shards = shardsOf(left);
  return shards.length > 0 ? { for: 'settle', shards } : { for: 'finish', shards };
}
