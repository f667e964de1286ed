import { randomUUID } from 'node:crypto';
import { CreatedWallet } from '../../lib/api/wallets.ts';
import { eventually } from '../environment/eventually.ts';
import * as then from './then.ts';
import { freshWalletId } from './wallet-ids.ts';
import { when } from './when.ts';
import type { User, World } from './world.ts';

/** The wallet a test asks for: on which shard, under which id, with how much money from the treasury. */
export interface WalletWish {
  readonly shard?: number;
  readonly id?: string;
  readonly money?: bigint | number;
}

/** What has happened before. Every step fails the test if it does not come about. All logins and wallets are new. */
export function given(world: () => World) {
  const client = when(world);
  const treasuries = new WeakMap<World, Promise<User>>();

  async function user(login = `user-${randomUUID()}`): Promise<User> {
    const credentials = { login, password: `password-${randomUUID()}` };
    return { ...credentials, token: then.isSession(await client.register(credentials)) };
  }

  async function treasury(): Promise<User> {
    const { login, password } = world().treasury;
    const known = treasuries.get(world());
    if (known) return known;
    const session = client
      .login({ login, password })
      .then((answer) => ({ login, password, token: then.isSession(answer) }));
    treasuries.set(world(), session);
    return session;
  }

  async function money(walletId: string, amount: bigint | number): Promise<void> {
    const { walletId: from } = world().treasury;
    const owner = await treasury();
    const txId = then.isAccepted(await client.transfer(owner, { from, to: walletId, amount: String(amount) }));
    expect(await then.isFinal(world, owner, from, txId)).toMatchObject({ status: 'SUCCESSFUL' });
  }

  /** A wallet that is open on its shard. @returns its id */
  async function wallet(owner: User, wish: WalletWish = {}): Promise<string> {
    const { shardCount } = world();
    const id = wish.id ?? freshWalletId({ shard: wish.shard, shardCount });
    await eventually(async () => {
      const answer = await client.createWallet(owner, id);
      expect(answer).toMatchObject({ status: 202 });
      return CreatedWallet.parse(answer.body).status === 'ACTIVE';
    }, then.patience(world()));
    if (wish.money !== undefined) await money(id, wish.money);
    return id;
  }

  /** A transfer that came to its end. */
  async function transfer(
    payer: User,
    order: { from: string; to: string; amount: bigint | number; reference?: string; note?: string },
  ) {
    const txId = then.isAccepted(await client.transfer(payer, { ...order, amount: String(order.amount) }));
    return then.isFinal(world, payer, order.from, txId);
  }

  /** Somebody with one wallet. */
  async function userWithWallet(wish: WalletWish = {}): Promise<{ user: User; wallet: string }> {
    const owner = await user();
    return { user: owner, wallet: await wallet(owner, wish) };
  }

  return { user, treasury, money, wallet, transfer, userWithWallet };
}
