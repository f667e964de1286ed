import { isWaiting } from '../../../domain/capture.ts';
import { currencyOf } from '../../../domain/currency.ts';
import { amountFor, payeesOf } from '../../../domain/legs.ts';
import type { Transfer } from '../../../domain/transfer.ts';
import { isReservedWallet } from '../../../domain/treasury.ts';
import type { ShardItems } from '../../../store/shard-items.ts';
import type { StripedWallets } from '../../../store/striped-wallets.ts';
import { usedOf } from '../../../usecases/stripe-wallet.ts';
import type { OutputOf, ReadInputOf, Stripes, WalletDetail } from '../../../web/console/contract.ts';
import { iso } from '../iso-time.ts';
import type { ConsoleContext } from './context.ts';
import { messageOf } from './jobs.ts';
import { readWallets } from './sides.ts';
import { stripesView, walletItemView } from './views.ts';

const NEWEST = 20;

/** One wallet: its claim, its item on the shard, and its newest transfers. */
export async function walletDetail(
  context: ConsoleContext,
  { wallet_id }: ReadInputOf<'wallet'>,
): Promise<OutputOf<'wallet'>> {
  const { stage, now } = context;
  const [{ entry, page }, read] = await Promise.all([
    inOrchestrator(context, wallet_id),
    readOnShard(context, wallet_id),
  ]);
  const login = entry && (await loginOf(context, entry.owner));
  return {
    at: iso(now()),
    wallet_id,
    ...(entry && {
      directory: {
        owner: entry.owner,
        ...(login !== undefined && { owner_login: login }),
        status: entry.status,
        created_at: entry.createdAt,
        treasury: isReservedWallet(entry.walletId) && entry.madeBy === 'operator',
      },
    }),
    ...read,
    transfers: page.transfers.map((transfer) => ({
      TxID: transfer.txId,
      others: transfer.fromId === wallet_id ? payeesOf(transfer) : [transfer.fromId],
      amount: movedFor(wallet_id, transfer).toString(),
      currency: currencyOf(transfer),
      status: transfer.status,
      ...(isWaiting(transfer) && { held_until: transfer.expiresAt }),
      initiated_at: transfer.initiatedAt,
    })),
    command: `${stage.command} wallets show ${wallet_id}`,
  };
}

/** Its claim, which says how many stripes have rows of it, and its newest transfers. */
async function inOrchestrator({ stores }: ConsoleContext, walletId: string) {
  const entry = await stores.directory.get(walletId);
  const page = await stores.journal.page(entry ?? { walletId }, { order: 'desc', limit: NEWEST });
  return { entry, page };
}

/**
 * The login of a user, which their sessions have: no table of users has their ids as keys. Undefined without a
 * session. An operator without the right to read sessions still sees the wallet.
 */
async function loginOf({ stores, now }: ConsoleContext, userId: string): Promise<string | undefined> {
  const found = await stores.sessions.of(userId, now()).catch(() => undefined);
  return found?.sessions[0]?.login;
}

/** What was captured of a held payment, if that is less. A payee's row has it as its amount. */
function movedFor(walletId: string, transfer: Transfer): bigint {
  const { fromId, captured } = transfer;
  return captured !== undefined && walletId === fromId ? -captured : amountFor(walletId, transfer);
}

/** The item; where the operator may not read it, the money by the shard's HTTP API. */
async function readOnShard(
  { shardItems, striped, stores, now }: ConsoleContext,
  walletId: string,
): Promise<Pick<WalletDetail, 'shard' | 'read' | 'item' | 'stripes' | 'money' | 'error'>> {
  const wallets = await readWallets({ shardItems, stores }, [walletId]);
  const shard = wallets.shard(walletId);
  const error = wallets.error(shard);
  if (error === undefined) {
    const wallet = wallets.wallet(walletId);
    if (!wallet) return { shard, read: 'missing' };
    const stripes =
      wallet.stripes === undefined ? undefined : await readStripes(shardItems[shard], striped(), walletId, now());
    return { shard, read: 'item', item: walletItemView(wallet, now()), ...(stripes && { stripes }) };
  }
  try {
    const money = await stores.shards.balance(walletId, now(), shard);
    if (!money) return { shard, read: 'missing' };
    const { balance, available, reserved } = money;
    return {
      shard,
      read: 'money',
      money: {
        currency: currencyOf(money),
        balance: balance.toString(),
        available: available.toString(),
        reserved: reserved.toString(),
      },
      error,
    };
  } catch (unreachable) {
    return { shard, read: 'unreachable', error: messageOf(unreachable) };
  }
}

async function readStripes(
  items: ShardItems | undefined,
  striped: StripedWallets,
  walletId: string,
  now: number,
): Promise<Stripes | undefined> {
  const [found, used] = await Promise.all([items?.itemsOf(walletId), usedOf(striped, walletId, now)]);
  return found && stripesView(found, used);
}
