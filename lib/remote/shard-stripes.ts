import { stripeWallet as route } from '../api/shard-stripes.ts';
import { bodyOf, successOf } from './shard-outcome.ts';
import type { WalletCalls } from './wallet-calls.ts';

/** The stripes that a wallet is to have, and the shard to ask first, if the directory was read. */
export interface StripesToMake {
  readonly walletId: string;
  /** 2 to `MAX_STRIPES` */
  readonly stripes: number;
  readonly shard?: number | undefined;
}

/**
 * Asks the wallet's shard for stripes. It may be repeated.
 * @returns how many the wallet has then, never fewer than before; or why it has none
 * @throws ShardUnavailable
 */
export async function makeStripes(
  calls: WalletCalls,
  { walletId, stripes, shard }: StripesToMake,
  now: number,
): Promise<number | 'no_such_wallet' | 'wallet_closed'> {
  const outcome = await calls.ask(route, walletId, { body: { wallet_id: walletId, stripes } }, now, shard);
  if (outcome.error === 'no_such_wallet' || outcome.error === 'wallet_closed') return outcome.error;
  return bodyOf(route, successOf(route, outcome)).stripes;
}
