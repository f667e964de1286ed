import * as z from 'zod/mini';
import { type InCurrency, inCurrency } from '../domain/currency.ts';
import type { WalletApproval } from '../domain/payment-approval.ts';
import type { Maker } from '../domain/treasury.ts';
import type { WalletLabels } from '../domain/wallet-labels.ts';
import type { WalletMember } from '../domain/wallet-member.ts';
import { WalletStatus } from '../domain/wallet-status.ts';
import { StoredWalletApproval } from './approval-rule-items.ts';
import { SafeNumber } from './items.ts';
import { StoredMembers } from './member-items.ts';
import { StoredMetadata } from './metadata-items.ts';

/** A wallet in the directory. Its money is on its shard. */
export interface DirectoryEntry extends WalletLabels, InCurrency {
  readonly walletId: string;
  readonly owner: string;
  readonly shard: number;
  /** The number of the last move that has ended. Missing if it never moved. */
  readonly op?: number | undefined;
  /**
   * How many stripes it has: rows of their credits are in partitions of their own. The number only grows.
   * Missing if it never had any.
   */
  readonly stripes?: number | undefined;
  readonly status: WalletStatus;
  readonly createdAt: string;
  /**
   * The id of its place in the owner's wallet limit. Operators' wallets, and wallets older than the
   * limit, have none.
   */
  readonly place?: string | undefined;
  /** Missing in users' claims, and in all claims from before 2026-11-25. */
  readonly madeBy?: Maker | undefined;
  /** The users with whom it is shared, by login. Missing if it is not shared. */
  readonly members?: readonly WalletMember[] | undefined;
  /**
   * The login of the owner, for the members. Missing if it is not shared, and until the owner changes a
   * member in one that was shared before 2026-11-27.
   */
  readonly ownerLogin?: string | undefined;
  /** How often a member was added, changed or removed. Missing: never, since 2026-11-27. */
  readonly memberChanges?: number | undefined;
  /** Which payments need an approval, and whose. Missing where the owner has never set it. */
  readonly approval?: WalletApproval | undefined;
}

/** An item of the directory. */
export const DirectoryItem = z.pipe(
  z.object({
    wallet_id: z.string(),
    owner: z.string(),
    shard: SafeNumber,
    op: z.optional(SafeNumber),
    stripes: z.optional(SafeNumber),
    status: WalletStatus,
    created_at: z.string(),
    place: z.optional(z.string()),
    made_by: z.optional(z.literal('operator')),
    name: z.optional(z.string()),
    metadata: z.optional(StoredMetadata),
    currency: z.optional(z.string()),
    members: z.optional(StoredMembers),
    owner_login: z.optional(z.string()),
    member_changes: z.optional(SafeNumber),
    approval: z.optional(StoredWalletApproval),
  }),
  z.transform(
    (item): DirectoryEntry => ({
      walletId: item.wallet_id,
      owner: item.owner,
      shard: item.shard,
      ...(item.op !== undefined && { op: item.op }),
      ...(item.stripes !== undefined && { stripes: item.stripes }),
      status: item.status,
      createdAt: item.created_at,
      ...(item.place !== undefined && { place: item.place }),
      ...(item.made_by !== undefined && { madeBy: item.made_by }),
      ...(item.name !== undefined && { name: item.name }),
      ...(item.metadata !== undefined && { metadata: item.metadata }),
      ...(item.members && { members: item.members }),
      ...(item.owner_login !== undefined && { ownerLogin: item.owner_login }),
      ...(item.member_changes !== undefined && { memberChanges: item.member_changes }),
      ...inCurrency(item.currency),
      ...(item.approval !== undefined && { approval: item.approval }),
    }),
  ),
);
