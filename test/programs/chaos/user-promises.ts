import { RELOAD_AFTER_MS } from '../../../lib/auth/revoked-tokens.ts';
import type { BlockedUser } from './blocked-users.ts';
import type { Checked } from './checked.ts';
import type { Evidence } from './evidence.ts';

/** A wallet of a deleted account, as its shard has it at the end. */
export interface LeftWallet {
  readonly walletId: string;
  readonly balance: bigint;
  readonly reserved: bigint;
  readonly isClosed: boolean;
}

/** What is known of users who were blocked, and of those who are gone. */
export interface KnownUsers {
  readonly blocked: readonly BlockedUser[];
  /** Deleted accounts, and what they can still do. */
  readonly deleted: number;
  readonly goneStillDo: readonly string[];
  readonly leftWallets: readonly LeftWallet[];
}

/** An instance that has just read what is revoked reads it again so long later, and a database may be away for 2 s. */
export const BLOCKED_AFTER_MS = RELOAD_AFTER_MS + 2_500;

/** Checks the promises of users who are blocked, and of those who are gone. */
export function checkUsers({ blocked, ...gone }: KnownUsers, { transfers }: Pick<Evidence, 'transfers'>): Checked[] {
  const orders = blocked.flatMap((one) => [...one.orders, ...one.keyOrders]);
  return [
    {
      promise: 'a blocked user pays nothing, by a session or by a key, and is refused only when blocked',
      on: `${blocked.flatMap(({ blocks }) => blocks.all.filter(({ value }) => value)).length} blocks, ${orders.length} payments, ${orders.filter(({ refusal }) => refusal).length} refused`,
      broken: blocked.flatMap((one) => [...paidWhileBlocked(one, transfers), ...refusedWhileFree(one)]),
    },
    {
      promise: 'a deleted account can do nothing, its wallets are closed, and hold nothing',
      on: `${gone.deleted} deleted accounts, ${gone.leftWallets.length} wallets`,
      broken: [
        ...gone.goneStillDo,
        ...gone.leftWallets
          .filter(({ balance, reserved, isClosed }) => balance !== 0n || reserved !== 0n || !isClosed)
          .map(({ walletId, balance, reserved, isClosed }) => {
            return `wallet ${walletId} of a deleted account has ${balance}, of it ${reserved} held, and is ${isClosed ? 'closed' : 'open'}`;
          }),
      ],
    },
  ];
}

function paidWhileBlocked(
  { account: { walletId }, blocks }: Pick<BlockedUser, 'account' | 'blocks'>,
  transfers: Evidence['transfers'],
): string[] {
  return [...transfers.values()].flatMap(({ TxID, from_id, initiated_at }) => {
    const at = Date.parse(initiated_at);
    const isBlocked = from_id === walletId && blocks.isSurely((value) => value, at - BLOCKED_AFTER_MS, at);
    return isBlocked ? [`${TxID} is paid from wallet ${walletId}, whose owner is blocked`] : [];
  });
}

/** A key is refused while its user is blocked; a session from then on. */
function refusedWhileFree({ account, blocks, orders, keyOrders }: BlockedUser): string[] {
  const [first = { asked: Infinity }] = blocks.all;
  const broken = [
    ...[...orders, ...keyOrders].filter(({ refusal }) => refusal !== undefined && refusal.at < first.asked),
    ...keyOrders.filter(({ asked = 0, refusal }) => refusal && blocks.isSurely((value) => !value, asked, refusal.at)),
  ];
  return broken.map(({ key }) => `${key} of wallet ${account.walletId} is refused, and nobody is blocked`);
}
