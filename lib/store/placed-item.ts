import * as z from 'zod/mini';
import type { WalletState } from '../domain/wallet-move.ts';
import { SafeNumber } from './items.ts';

/** An item of a shard's table of wallets as far as a move needs it: of a wallet, or of its stripe. */
const PlacedItem = z.object({
  wallet_id: z.string(),
  spendable: z.optional(z.bigint()),
  fence: z.optional(SafeNumber),
  op: z.optional(SafeNumber),
  to_shard: z.optional(SafeNumber),
  from_shard: z.optional(SafeNumber),
  posted: z.optional(z.bigint()),
  seq: z.optional(SafeNumber),
  posted_at: z.optional(SafeNumber),
  stripes: z.optional(SafeNumber),
});
export type Placed = z.infer<typeof PlacedItem>;

/** What the table has under an id, and the same as it is stored. */
export interface Found {
  readonly placed: Placed | undefined;
  readonly item: unknown;
}

/** @param item as the database gives it; undefined if there is none */
export function foundIn(item: unknown): Found {
  return { placed: item === undefined ? undefined : PlacedItem.parse(item), item };
}

/** The same of an item that another shard has sent; undefined if it is none. */
export function placedIn(item: unknown): Placed | undefined {
  return PlacedItem.safeParse(item).data;
}

export function stateOf(placed: Placed | undefined): WalletState {
  if (placed?.spendable !== undefined) return placed.to_shard === undefined ? 'live' : 'moving';
  return placed?.to_shard === undefined ? 'absent' : 'moved';
}

/** The number of the move that wrote the item last; 0 if none did. */
export function opOf({ op = 0 }: Placed): number {
  return op;
}

/** Whether a wallet of this move may be put over the item. */
export function isFree(placed: Placed | undefined, op: number): boolean {
  const state = stateOf(placed);
  return state === 'absent' || (state === 'moved' && placed !== undefined && opOf(placed) < op);
}

/** Whether a stripe is marked by the move that has marked the main item. */
export function isMarkedAs(main: Placed, { placed: stripe }: Found): boolean {
  const isMoving = stripe !== undefined && stateOf(stripe) === 'moving';
  return isMoving && stripe.op === main.op && stripe.to_shard === main.to_shard;
}
