import * as z from 'zod/mini';
import { inCurrency } from '../domain/currency.ts';
import { MibError } from '../domain/errors.ts';
import type { ShardWallet } from '../domain/shard-wallet.ts';
import type { MovedWallet } from '../domain/wallet-move.ts';
import { controlAttributes, controlsOfItem } from './control-items.ts';
import { SafeNumber } from './items.ts';

const StoredHolds = z.pipe(
  z.record(
    z.string(),
    z.object({ commit_adds: z.bigint(), rollback_adds: z.bigint(), deadline: SafeNumber, day: z.optional(SafeNumber) }),
  ),
  z.transform((holds): ShardWallet['holds'] =>
    Object.fromEntries(
      Object.entries(holds).map(([id, { commit_adds, rollback_adds, deadline, day }]) => [
        id,
        { commitAdds: commit_adds, rollbackAdds: rollback_adds, deadline, ...(day !== undefined && { day }) },
      ]),
    ),
  ),
);
const Stored = z.object({
  wallet_id: z.string(),
  spendable: z.bigint(),
  credit_limit: z.bigint(),
  holds: StoredHolds,
  authorised: z.optional(StoredHolds),
  settled: z.record(z.string(), SafeNumber),
  fence: SafeNumber,
  posted: z.optional(z.bigint()),
  seq: z.optional(SafeNumber),
  posted_at: z.optional(SafeNumber),
  currency: z.optional(z.string()),
  stripes: z.optional(SafeNumber),
  taken: z.optional(z.record(z.string(), z.bigint())),
  given: z.optional(z.bigint()),
  op: z.optional(SafeNumber),
  to_shard: z.optional(SafeNumber),
  ...controlAttributes,
});
const WalletItem = z.pipe(
  Stored,
  z.transform(
    (item): ShardWallet => ({
      walletId: item.wallet_id,
      spendable: item.spendable,
      creditLimit: item.credit_limit,
      holds: item.holds,
      ...(item.authorised && { authorised: item.authorised }),
      tombstones: item.settled,
      fence: item.fence,
      ...statement(item),
      ...inCurrency(item.currency),
      ...controlsOfItem(item),
      ...stripesOf(item),
      ...moveOf(item),
    }),
  ),
);

function statement({ posted, seq, posted_at: postedAt }: z.infer<typeof Stored>): Pick<ShardWallet, 'statement'> {
  if (posted === undefined || seq === undefined) return {};
  return { statement: { posted, seq, ...(postedAt !== undefined && { postedAt }) } };
}

function stripesOf({
  stripes,
  taken,
  given,
}: z.infer<typeof Stored>): Pick<ShardWallet, 'stripes' | 'taken' | 'given'> {
  return {
    ...(stripes !== undefined && { stripes }),
    ...(taken && { taken }),
    ...(given !== undefined && { given }),
  };
}

function moveOf({ op, to_shard: to }: z.infer<typeof Stored>): Pick<ShardWallet, 'op' | 'moving'> {
  return { ...(op !== undefined && { op }), ...(to !== undefined && { moving: { op: op ?? 0, to } }) };
}

/** What a wallet has left that is on another shard. */
const Tombstone = z.pipe(
  z.strictObject({ wallet_id: z.string(), op: SafeNumber, to_shard: SafeNumber }),
  z.transform(({ wallet_id: walletId, op, to_shard: to }): { moved: MovedWallet } => ({ moved: { walletId, op, to } })),
);
/** An id without a wallet: only the fence with which the wallet will be created. */
const FenceOnly = z.pipe(
  z.strictObject({ wallet_id: z.string(), fence: SafeNumber }),
  z.transform(() => undefined),
);
// Nearly every item is a wallet, and the first that fits is taken.
const Item = z.union([WalletItem, Tombstone, FenceOnly]);

/**
 * The wallet in an item of a shard's table; undefined if the item is only a fence.
 * @throws MibError wallet_moving or wallet_moved, with the shard to ask next, if this shard does not
 *   answer for it
 */
export function shardWalletOf(item: unknown): ShardWallet | undefined {
  const found = Item.parse(item);
  if (!found) return undefined;
  if ('moved' in found) throw new MibError('wallet_moved', { shard: found.moved.to });
  if (found.moving) throw new MibError('wallet_moving', { shard: found.moving.to });
  return found;
}

/** The same for lists of all wallets: one that is moving is in them, and one that has moved is not. */
export function listedWalletOf(item: unknown): ShardWallet | undefined {
  const found = Item.parse(item);
  return found && 'moved' in found ? undefined : found;
}

/** The wallets of items, and those that have moved away. */
export function listedOf(items: readonly unknown[]): { wallets: ShardWallet[]; moved: MovedWallet[] } {
  const found = items.flatMap((item) => Item.parse(item) ?? []);
  return {
    wallets: found.flatMap((one) => ('moved' in one ? [] : one)),
    moved: found.flatMap((one) => ('moved' in one ? one.moved : [])),
  };
}

/** The holds of a wallet as its item has them. */
export function storedHolds(holds: ShardWallet['holds']): Record<string, object> {
  return Object.fromEntries(Object.entries(holds).map(([id, hold]) => [id, storedHold(hold)]));
}

/** A hold as the item has it. */
export function storedHold({ commitAdds, rollbackAdds, deadline, day }: ShardWallet['holds'][string]): object {
  return { commit_adds: commitAdds, rollback_adds: rollbackAdds, deadline, ...(day !== undefined && { day }) };
}
