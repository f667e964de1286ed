import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { ScheduledTransfer } from '../../../lib/api/scheduled-transfer.ts';
import { BatchResults } from '../../../lib/api/transfer-batch.ts';
import { AddedWebhook } from '../../../lib/api/user-webhooks.ts';
import { Directory } from '../../../lib/store/directory.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { sideBySide } from '../../support/environment/side-by-side.ts';
import type { UserReceiver } from '../../support/environment/user-receiver.ts';
import type { InProcessWorld } from '../../support/in-process/in-process-world.ts';
import { factorSteps } from '../../support/steps/factor-steps.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import { isMade, keySteps } from '../../support/steps/key-steps.ts';
import { isMember, memberSteps } from '../../support/steps/member-steps.ts';
import { passkeySteps } from '../../support/steps/passkey-steps.ts';
import * as then from '../../support/steps/then.ts';
import { freshWalletId } from '../../support/steps/wallet-ids.ts';
import { webhookSteps } from '../../support/steps/webhook-steps.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import { FULL_BATCH, TO_A_USER } from './everyday-names.ts';

/** An operation whose work is counted. What comes before it and what waits for its end is not. */
export interface Operation {
  readonly before?: () => Promise<unknown>;
  readonly run: () => Promise<unknown>;
  readonly finish?: () => Promise<unknown>;
}

const SCHEDULES = 10;
const BATCH = 100;
/** A hundred workflows in one process. */
const BATCH_MS = 120_000;
const WIDTH = 20;
/** Time enough for the request that schedules it. */
const DUE_IN_MS = 1_500;
const DELIVERIES = 'mib-local-user-deliveries';
/** Events of wallets have none. */
const OfTransfer = z.object({ TxID: z.string() });

/** A schedule of one payment, and its payment. Ten writes of a user cost one more: this user has no others. */
export async function schedules(world: () => InProcessWorld): Promise<Record<string, Operation>> {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const payer = await given.userWithWallet({ shard: 0, money: 100 });
  const other = await given.userWithWallet({ shard: 0 });
  const to_id = await given.wallet(other.user, { shard: 1 });
  const schedule = async ({ user, wallet: from_id }: typeof payer, inMs: number) => {
    const execute_at = new Date(Date.now() + inMs).toISOString();
    return when.schedule(user, { from_id, to_id, amount: '1', execute_at });
  };
  for (let n = 0; n < SCHEDULES; n++) await schedule(other, 86_400_000);
  let id = '';
  const isPaid = async () => {
    const { payments } = ScheduledTransfer.parse((await when.scheduled(payer.user, payer.wallet, id)).body);
    return payments.every(({ status }) => status === 'SUCCESSFUL') && payments.length > 0;
  };
  return {
    'scheduling a transfer': { run: () => schedule(payer, 86_400_000) },
    'payment of a schedule': {
      before: async () => {
        const made = ScheduledTransfer.parse((await schedule(payer, DUE_IN_MS)).body);
        id = made.ScheduleID;
        await eventually(() => Date.now() > Date.parse(made.next_at ?? ''));
      },
      run: () => world().invoke('pay_scheduled', {}),
      finish: () => eventually(isPaid),
    },
    'page of ten schedules': { run: () => when.schedules(other.user, other.wallet) },
  };
}

/** An event for the one webhook of a user, from its queue to the receiver. */
export async function userWebhooks(
  world: () => InProcessWorld,
  receiver: UserReceiver,
): Promise<Record<string, Operation>> {
  const given = givenSteps(world);
  const { user, wallet } = await given.userWithWallet({ shard: 0, money: 100 });
  const to = await given.wallet(await given.user(), { shard: 1 });
  const body = { url: receiver.url, types: ['transfer.final'] };
  const { secret } = AddedWebhook.parse((await webhookSteps(world).add(user, body)).body);
  receiver.knows(secret);
  let announced = '';
  let delivery = '';
  const call = (key: string, message: string) =>
    world().invoke(key, { Records: [{ messageId: randomUUID(), body: message }] });
  return {
    [TO_A_USER]: {
      before: async () => {
        const { TxID } = await given.transfer(user, { from: wallet, to, amount: 1 });
        const isOf = ({ detail }: InProcessWorld['events'][number]) => OfTransfer.safeParse(detail).data?.TxID === TxID;
        const event = await eventually(async () => world().events.find(isOf));
        announced = JSON.stringify({ source: 'mib', 'detail-type': 'transfer.final', detail: event.detail });
      },
      run: async () => {
        await call('fan_out', announced);
        const [queued] = world().queues.get(DELIVERIES)?.receive(1) ?? [];
        delivery = queued?.body ?? '';
        await call('deliver_to_users', delivery);
      },
      finish: () => eventually(() => receiver.taken.some(({ id }) => delivery.includes(id))),
    },
  };
}

/**
 * A hundred transfers in one request. Each pays from one wallet of the user to the next, on the other
 * shard. The wallets are written as they would be, with a credit limit and not with money.
 */
export async function fullBatch(world: () => InProcessWorld): Promise<Record<string, Operation>> {
  const when = whenSteps(world);
  const { tables, shardCount } = world();
  const user = { login: 'bulk', password: '', token: await world().userToken('bulk') };
  const directory = new Directory(tables.documents, tables.wallets);
  const shards = tables.shardWallets.map((table) => new ShardWallets(tables.documents, table));
  const createdAt = new Date().toISOString();
  const wallets = await sideBySide(
    WIDTH,
    Array.from({ length: BATCH }, (_, n) => n),
    async (n) => {
      const shard = n % shardCount;
      const walletId = freshWalletId({ shard, shardCount });
      await directory.claim({ walletId, owner: 'bulk', shard, status: 'ACTIVE', createdAt }, Date.now());
      await shards[shard]?.createWallet(walletId, 10n);
      return walletId;
    },
  );
  let accepted: { from: string; TxID: string }[] = [];
  return {
    [FULL_BATCH]: {
      run: async () => {
        const transfers = wallets.map((from_id, n) => {
          return { idempotency_key: randomUUID(), from_id, to_id: wallets[(n + 1) % BATCH], amount: '1' };
        });
        const { results } = BatchResults.parse((await when.batch(user, transfers)).body);
        accepted = results.map((result, n) => ({ from: wallets[n] ?? '', TxID: 'TxID' in result ? result.TxID : '' }));
      },
      finish: () =>
        sideBySide(WIDTH, accepted, ({ from, TxID }) =>
          eventually(async () => then.isTransaction(await when.transaction(user, from, TxID)).status === 'SUCCESSFUL', {
            timeoutMs: BATCH_MS,
          }),
        ),
    },
  };
}

/** What else the owner of a wallet does with it. */
export async function walletControls(world: () => InProcessWorld): Promise<Record<string, Operation>> {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const user = await given.user();
  const wallet = await given.wallet(user, { shard: 0 });
  // Another user's: opening wallets is a write of the user, too.
  const closer = await given.user();
  let empty = '';
  return {
    'freezes and limits of a wallet': { run: () => when.controls(user, wallet) },
    'closing a wallet': {
      before: async () => {
        empty = await given.wallet(closer, { shard: 0 });
      },
      run: () => when.closeWallet(closer, empty),
    },
    'list of the currencies': { run: () => when.currencies() },
  };
}

/** What a program reads and pays by a key that was used lately, and what a member of the wallet pays. */
export async function byKeys(world: () => InProcessWorld): Promise<Record<string, Operation>> {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const { user, wallet } = await given.userWithWallet({ shard: 0, money: 100 });
  const to = await given.wallet(await given.user(), { shard: 1 });
  const scope = { name: 'Shop', read: [wallet], pay: [{ wallet_id: wallet, max_per_day: '100' }] };
  const { key: token } = isMade(await keySteps(world).make(user, scope));
  const member = await given.user();
  isMember(await memberSteps(world).change(user, wallet, member.login, { max_per_day: '100' }));
  const newest = async () => then.isTransactions(await when.transactions(user, wallet, '?order=desc&limit=1'))[0];
  return {
    'balance by a key': { run: () => when.balance({ token }, wallet) },
    'transfer by a key': {
      run: () => when.transfer({ token }, { from: wallet, to, amount: '1' }),
      finish: () => eventually(async () => (await newest())?.status === 'SUCCESSFUL'),
    },
    'transfer by a member': {
      run: () => when.transfer(member, { from: wallet, to, amount: '1' }),
      finish: () => eventually(async () => (await newest())?.status === 'SUCCESSFUL'),
    },
  };
}

/** What an owner lets a program and another user do. The event of each is in one transaction with it. */
export async function sharing(world: () => InProcessWorld): Promise<Record<string, Operation>> {
  const given = givenSteps(world);
  const keys = keySteps(world);
  const { user, wallet } = await given.userWithWallet({ shard: 0 });
  const { login } = await given.user();
  let made = '';
  let sum = 0;
  return {
    'making a key': {
      run: async () => {
        made = isMade(await keys.make(user, { name: 'Shop', read: [wallet] })).key_id;
      },
    },
    'revoking it': { run: () => keys.revoke(user, made) },
    'sharing a wallet': {
      run: async () => isMember(await memberSteps(world).change(user, wallet, login, { max_per_day: String(++sum) })),
    },
  };
}

/** A session begins with a passkey, and one goes on with new tokens. */
export async function sessions(world: () => InProcessWorld): Promise<Record<string, Operation>> {
  const when = whenSteps(world);
  const passkeys = passkeySteps(world);
  const { login, password } = await givenSteps(world).user();
  // Another user: the login above needs no second factor.
  const owner = await givenSteps(world).user();
  const { authenticator } = await passkeys.added(owner);
  let token = '';
  return {
    'refreshing a session': {
      before: async () => {
        token = then.hasTokens(await when.login({ login, password })).refresh_token;
      },
      run: () => when.refresh(token),
    },
    'login with a passkey': {
      run: async () => then.hasTokens(await passkeys.login(await passkeys.signedLogin(authenticator))),
    },
    'login with a password and a passkey': {
      run: async () => {
        const challenge = await factorSteps(world).challenge(owner);
        return then.hasTokens(await passkeys.login(await passkeys.signedLogin(authenticator), challenge));
      },
    },
  };
}
