import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { stripeId } from '../../../lib/domain/stripes.ts';
import { auditBooks } from '../../../lib/usecases/audit.ts';
import { continueAudit } from '../../../lib/usecases/continue-audit.ts';
import { AllStriped } from '../../support/in-process/all-striped.ts';
import { auditStores } from '../../support/in-process/audit-stores.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { type WorldMoves, worldMoves } from '../../support/in-process/world-moves.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

const striped = new AllStriped();
jest.doMock('../../../lib/store/striped-wallets.ts', () => striped.module);

let world: InProcessWorld;
let stores: Awaited<ReturnType<typeof auditStores>>;
let moves: WorldMoves;
const given = givenSteps(() => world);
const when = whenSteps(() => world);
beforeAll(async () => {
  world = await startInProcess();
  stores = await auditStores(world);
  moves = await worldMoves(world);
});
afterAll(() => world.stop());

/** A payer on shard 1, and a wallet in stripes on shard 0. */
async function pair() {
  const { user, wallet: payer } = await given.userWithWallet({ shard: 1, money: 1_000 });
  const { wallet: shop, user: owner } = await given.userWithWallet({ shard: 0 });
  await striped.add(world.tables, 0, shop);
  return { user, payer, owner, shop };
}

type Pair = Awaited<ReturnType<typeof pair>>;

async function pay({ user, payer, shop }: Pair, amount: number): Promise<void> {
  const txId = then.isAccepted(await when.transfer(user, { from: payer, to: shop, amount: String(amount) }));
  expect(await then.isFinal(() => world, user, payer, txId)).toMatchObject({ status: 'SUCCESSFUL' });
}

async function payBack({ owner, payer, shop }: Pair, amount: number): Promise<void> {
  const txId = then.isAccepted(await when.transfer(owner, { from: shop, to: payer, amount: String(amount) }));
  expect(await then.isFinal(() => world, owner, shop, txId)).toMatchObject({ status: 'SUCCESSFUL' });
}

async function hourly() {
  await world.streamed();
  return continueAudit(stores, { clock: Date.now, budgetMs: 600_000, pause: () => world.streamed() });
}

/** Changes the item of a stripe by hand. @returns puts it back */
async function byHand(itemId: string, change: (item: Record<string, unknown>) => Record<string, unknown>) {
  const { documents, shardWallets } = world.tables;
  const [TableName] = shardWallets;
  const { Item = {} } = await documents.send(new GetCommand({ TableName, Key: { wallet_id: itemId } }));
  await documents.send(new PutCommand({ TableName, Item: change(Item) }));
  return () => documents.send(new PutCommand({ TableName, Item }));
}

const more = (value: unknown) => BigInt(String(value)) + 5n;

it('balances while a wallet in stripes is paid, gathers and pays', async () => {
  const one = await pair();
  await pay(one, 30);
  let isOver = false;
  const load = Promise.all([
    ...Array.from({ length: 12 }, (_, n) => pay(one, n + 1)),
    ...Array.from({ length: 6 }, (_, n) => payBack(one, n + 1)),
  ]).finally(() => {
    isOver = true;
  });
  for (let audits = 0; !isOver || audits < 2; audits++) {
    expect(await auditBooks(stores, Date.now)).toMatchObject({ balanced: true, findings: [] });
    expect(await hourly()).toMatchObject({ balanced: true, findings: [] });
  }
  await load;
  expect(await hourly()).toMatchObject({ balanced: true, findings: [], behind: 0 });
  const money = await when.balance(one.owner, one.shop);
  expect(money.body).toMatchObject({ balance: String(30 + 78 - 21) });
});

it('balances, and counts the wallet once, while it moves with its stripes', async () => {
  const one = await pair();
  await pay(one, 30);
  await world.streamed();
  const { wallets } = await hourly();
  expect(await moves.move(one.shop, 1)).toBe('moved');
  await pay(one, 3);
  expect(await hourly()).toMatchObject({ balanced: true, findings: [], wallets });
  await payBack(one, 33);
  expect(await hourly()).toMatchObject({ balanced: true, findings: [], behind: 0, wallets });
});

it('takes every payment, and pays, while it moves there and back', async () => {
  const one = await pair();
  await pay(one, 30);
  const load = Promise.all([
    ...Array.from({ length: 12 }, (_, n) => pay(one, n + 1)),
    ...Array.from({ length: 6 }, (_, n) => payBack(one, n + 1)),
  ]);
  for (const to of [1, 0, 1]) {
    expect(await moves.move(one.shop, to)).toBe('moved');
    expect(await hourly()).toMatchObject({ balanced: true, findings: [] });
  }
  await load;
  expect((await when.balance(one.owner, one.shop)).body).toMatchObject({ balance: String(30 + 78 - 21) });
  expect(await hourly()).toMatchObject({ balanced: true, findings: [], behind: 0 });
});

it.each([
  ['its money', (item: Record<string, unknown>) => ({ ...item, spendable: more(item.spendable) })],
  ['what it has given', (item: Record<string, unknown>) => ({ ...item, given: more(item.given ?? 0) })],
  [
    'its money and what it has posted',
    (item: Record<string, unknown>) => ({ ...item, spendable: more(item.spendable), posted: more(item.posted) }),
  ],
])('finds that of a stripe was changed by hand: %s', async (_, change) => {
  const one = await pair();
  await pay(one, 30);
  await hourly();
  const putBack = await byHand(stripeId(one.shop, 2), change);
  const findings = [expect.objectContaining({ kind: 'balance_differs', walletId: one.shop })];
  expect(await hourly()).toMatchObject({ balanced: false, findings });
  await putBack();
  expect(await hourly()).toMatchObject({ balanced: true, findings: [] });
});
