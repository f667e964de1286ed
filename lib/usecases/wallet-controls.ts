import { type InCurrency, inCurrency } from '../domain/currency.ts';
import { MibError } from '../domain/errors.ts';
import { type Controller, type ControlsChange, changesFreeze } from '../domain/wallet-controls.ts';
import type { Shards, ShownControls } from '../remote/shards.ts';
import type { Directory } from '../store/directory.ts';
import type { IdempotencyKeys } from '../store/idempotency.ts';
import { expectFreeze, type FreezeRecords, freezeChanged } from './freeze-events.ts';
import { changedByShard, fromShard } from './from-shard.ts';
import { idempotently } from './idempotently.ts';
import { ownWallet, readableWallet } from './owned-wallet.ts';

/** Each failed attempt is another change of the same wallet that succeeded meanwhile. */
const ATTEMPTS = 10;

/** Where the controls of wallets are. */
export type ControlShards = Pick<Shards, 'controls' | 'changeControls' | 'closeWallet'>;

/** What changes the controls of wallets. */
export interface ControlPorts {
  readonly shards: ControlShards;
  readonly freezes: FreezeRecords;
}

/** The wallet that a user asks about. */
interface OwnWallet {
  readonly userId: string;
  readonly walletId: string;
}

/** A wallet, and the shard to ask first, if the directory was read. */
interface AskedWallet {
  readonly walletId: string;
  readonly shard?: number | undefined;
}

/** Of a wallet that its shard has not created yet. */
const NONE: ShownControls = { version: 0, balance: 0n, holds: 0, isTreasury: false };

/**
 * The freezes and limits as the shard has them now.
 * @throws MibError wallet_not_found, unavailable
 */
export async function controlsOf(
  { directory, shards }: { directory: Directory; shards: ControlShards },
  { userId, walletId }: OwnWallet,
  now: number,
): Promise<ShownControls & InCurrency> {
  const { status, currency, shard } = await readableWallet(directory, userId, walletId);
  const shown = await fromShard(shards.controls(walletId, now, shard));
  if (!shown && status === 'ACTIVE') throw new Error(`wallet ${walletId} is active and not on its shard`);
  return { ...(shown ?? NONE), ...inCurrency(currency) };
}

/**
 * Changes the freeze and the limits of a user's wallet. A repeated change has no further effect.
 * @returns the freezes and limits afterwards
 * @throws MibError wallet_not_found, wallet_closed, limits_by_operator, unavailable
 */
export async function changeOwnControls(
  { directory, ...ports }: ControlPorts & { directory: Directory },
  { userId, walletId, change }: OwnWallet & { readonly change: ControlsChange },
  now: number,
): Promise<ShownControls & InCurrency> {
  const { currency, shard } = await ownWallet(directory, userId, walletId);
  return { ...(await changeControls(ports, { walletId, shard, by: 'owner', change }, now)), ...inCurrency(currency) };
}

/**
 * Changes the controls of a wallet. Each request is for the version that was read before, so that one
 * that comes late does nothing. A freeze and the end of one have an event.
 * @throws MibError wallet_closed, limits_by_operator; unavailable, also if the shard has not created the
 *   wallet yet, or others change it all the time
 */
export async function changeControls(
  { shards, freezes }: ControlPorts,
  { walletId, shard, by, change }: AskedWallet & { by: Controller; change: ControlsChange },
  now: number,
): Promise<ShownControls> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const shown = await fromShard(shards.controls(walletId, now, shard));
    if (!shown) break;
    if (changesFreeze(shown, by, change)) await expectFreeze(freezes, walletId, shown, now);
    const changed = await changedByShard(
      shards.changeControls({ walletId, shard, by, version: shown.version, change }, now),
    );
    if (typeof changed === 'object') {
      // Also of the same request before, which had no response.
      if (change.frozen !== undefined) await freezeChanged(freezes, walletId, changed);
      return changed;
    }
    if (changed === 'wallet_closed' || changed === 'limits_by_operator') throw new MibError(changed);
  }
  throw new MibError('unavailable');
}

/**
 * Closes a user's wallet.
 * @throws MibError wallet_not_found, wallet_not_empty, idempotency_key_reused, unavailable
 */
export async function closeOwnWallet(
  stores: ControlPorts & { directory: Directory; idempotencyKeys: IdempotencyKeys },
  { userId, walletId, idempotencyKey }: OwnWallet & { readonly idempotencyKey: string | undefined },
  now: number,
): Promise<ShownControls & InCurrency> {
  const { currency, shard } = await ownWallet(stores.directory, userId, walletId);
  const repeatable = { userId, key: idempotencyKey, route: 'closeWallet', fields: { walletId } };
  await idempotently(stores.idempotencyKeys, repeatable, walletId, now);
  return { ...(await closeWallet(stores, { walletId, shard, by: 'owner' }, now)), ...inCurrency(currency) };
}

/**
 * Closes a wallet that has no money and no holds, as its controls were read. The closing has an event.
 * @throws MibError wallet_not_empty, which says what is left; unavailable
 */
export async function closeWallet(
  { shards, freezes }: ControlPorts,
  { walletId, shard, by, reason }: AskedWallet & { by: Controller; reason?: string | undefined },
  now: number,
): Promise<ShownControls> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const shown = await fromShard(shards.controls(walletId, now, shard));
    if (!shown) break;
    if (shown.closedAt === undefined) {
      assertEmpty(shown);
      await expectFreeze(freezes, walletId, shown, now);
    }
    const request = { walletId, shard, by, version: shown.version, reason };
    const closed = await changedByShard(shards.closeWallet(request, now));
    if (closed === 'controls_changed') continue;
    if (!closed) break;
    if (closed.closedAt !== undefined) {
      await freezeChanged(freezes, walletId, closed);
      return closed;
    }
    // Money has come since it was read.
    assertEmpty(closed);
  }
  throw new MibError('unavailable');
}

function assertEmpty(shown: ShownControls): void {
  const isEmpty = shown.balance === 0n && shown.holds === 0 && !shown.isTreasury;
  if (!isEmpty) throw new MibError('wallet_not_empty', { detail: whatIsLeft(shown) });
}

function whatIsLeft({ balance, holds, isTreasury }: ShownControls): string {
  if (isTreasury)
    return 'This wallet has a credit limit. One of a treasury is never closed; that of a user needs a limit of 0.';
  return `The wallet has a balance of ${balance}, and ${holds} transactions in flight. It is closed only without both.`;
}
