import { randomUUID } from 'node:crypto';
import type { SplitTransfer } from '../../../lib/client/types.ts';
import { NO_CURRENCY } from '../../../lib/domain/currency.ts';
import { treasuryWalletId } from '../../../lib/domain/treasury.ts';
import { clientOf } from './client.ts';
import * as then from './then.ts';
import { freshWalletId } from './wallet-ids.ts';
import type { User, World } from './world.ts';

/** The wallet that a test needs: its shard, its id, and its money from the treasury. */
export interface WalletOptions {
  readonly shard?: number;
  readonly id?: string;
  readonly money?: bigint | number;
  /** The default is that of the stage. */
  readonly currency?: string;
}

/** A transfer to one wallet. */
interface Order extends Pick<SplitTransfer, 'reference' | 'note' | 'metadata'> {
  readonly from: string;
  readonly to: string;
  readonly amount: bigint | number;
}

/**
 * The steps before a test. A step that does not succeed fails the test. All logins and wallets are
 * new.
 */
export function given(world: () => World) {
  const treasuries = new WeakMap<World, Promise<User>>();

  async function user(login = `user-${randomUUID()}`): Promise<User> {
    const credentials = { login, password: `password-${randomUUID()}` };
    const { token } = await clientOf(world()).register(credentials);
    return { ...credentials, token };
  }

  async function treasury(): Promise<User> {
    const { login, password } = world().treasury;
    const known = treasuries.get(world());
    if (known) return known;
    const session = clientOf(world())
      .login({ login, password })
      .then(({ token }) => ({ login, password, token }));
    treasuries.set(world(), session);
    return session;
  }

  async function money(walletId: string, amount: bigint | number, currency = NO_CURRENCY): Promise<void> {
    const order = { from: treasuryWalletId(currency), to: walletId, amount };
    expect(await transfer(await treasury(), order)).toMatchObject({ status: 'SUCCESSFUL' });
  }

  /** An active wallet. @returns its id */
  async function wallet(owner: User, options: WalletOptions = {}): Promise<string> {
    const { shardCount } = world();
    const id = options.id ?? freshWalletId({ shard: options.shard, shardCount });
    await clientOf(world(), owner).createWallet(id, { ...then.patience(world()), currency: options.currency });
    if (options.money !== undefined) await money(id, options.money, options.currency);
    return id;
  }

  /** A transfer that is final. */
  async function transfer(payer: User, order: Order | SplitTransfer) {
    const client = clientOf(world(), payer);
    const request = order.amount === undefined ? order : { ...order, amount: String(order.amount) };
    const { TxID } = await client.transfer(request);
    return then.isFinal(world, payer, order.from, TxID);
  }

  /** A user with one wallet. */
  async function userWithWallet(options: WalletOptions = {}): Promise<{ user: User; wallet: string }> {
    const owner = await user();
    return { user: owner, wallet: await wallet(owner, options) };
  }

  return { user, treasury, money, wallet, transfer, userWithWallet };
}
