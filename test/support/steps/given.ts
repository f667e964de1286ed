import { randomUUID } from 'node:crypto';
import { clientOf } from './client.ts';
import * as then from './then.ts';
import { freshWalletId } from './wallet-ids.ts';
import type { User, World } from './world.ts';

/** The wallet a test asks for: on which shard, under which id, with how much money from the treasury. */
export interface WalletWish {
  readonly shard?: number;
  readonly id?: string;
  readonly money?: bigint | number;
}

/** What has happened before. Every step fails the test if it does not come about. All logins and wallets are new. */
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

  async function money(walletId: string, amount: bigint | number): Promise<void> {
    const order = { from: world().treasury.walletId, to: walletId, amount };
    expect(await transfer(await treasury(), order)).toMatchObject({ status: 'SUCCESSFUL' });
  }

  /** A wallet that is open on its shard. @returns its id */
  async function wallet(owner: User, wish: WalletWish = {}): Promise<string> {
    const { shardCount } = world();
    const id = wish.id ?? freshWalletId({ shard: wish.shard, shardCount });
    await clientOf(world(), owner).createWallet(id, then.patience(world()));
    if (wish.money !== undefined) await money(id, wish.money);
    return id;
  }

  /** A transfer that came to its end. */
  async function transfer(
    payer: User,
    order: { from: string; to: string; amount: bigint | number; reference?: string; note?: string },
  ) {
    const { TxID } = await clientOf(world(), payer).transfer({ ...order, amount: String(order.amount) });
    return then.isFinal(world, payer, order.from, TxID);
  }

  /** Somebody with one wallet. */
  async function userWithWallet(wish: WalletWish = {}): Promise<{ user: User; wallet: string }> {
    const owner = await user();
    return { user: owner, wallet: await wallet(owner, wish) };
  }

  return { user, treasury, money, wallet, transfer, userWithWallet };
}
