import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { ScheduledTransfer } from '../../../lib/api/scheduled-transfer.ts';
import { BatchResults } from '../../../lib/api/transfer-batch.ts';
import { auditBooks } from '../../../lib/usecases/audit.ts';
import { continueAudit } from '../../../lib/usecases/continue-audit.ts';
import { restore, storedItems } from '../../support/before-payments/stored-tables.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { auditStores } from '../../support/in-process/audit-stores.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { clientOf } from '../../support/steps/client.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import type { User } from '../../support/steps/world.ts';

const WAIT = 'wait=10';
const stored = storedItems();

let world: InProcessWorld;
let ann: User;
let bob: User;
const given = givenSteps(() => world);
const when = whenSteps(() => world);

beforeAll(async () => {
  world = await startInProcess({ currencies: true });
  await restore(world.tables, Date.now());
  const login = async (credentials: Pick<User, 'login' | 'password'>) => ({
    ...credentials,
    token: then.isSession(await when.login(credentials)),
  });
  ann = await login({ login: 'ann', password: 'seventeen brown owls' });
  bob = await login({ login: 'bob', password: 'eighteen green geese' });
});
afterAll(() => world.stop());

/** The id of the stored transfer that is about this. */
function storedId(about: string): string {
  const [line] = stored.filter((one) => one.about === about);
  return z.string().parse(line?.item.tx_id);
}

const ownerOf = (wallet: string) => (['51', '53'].includes(wallet) ? bob : ann);

async function money(wallet: string): Promise<[available: string, reserved: string]> {
  const { available, reserved } = then.isBalance(await when.balance(ownerOf(wallet), wallet));
  return [available, reserved];
}

async function detail(wallet: string, TxID: string) {
  return then.isTransaction(await when.transaction(ownerOf(wallet), wallet, TxID));
}

const pay = (from: string, to: string, amount: number) => given.transfer(ownerOf(from), { from, to, amount });

// Each step goes on with what the one before left, as a stage does after a deployment.
describe('the wallets and transfers of the version before payments', () => {
  it('are read as before: wallets, balances, lists and statements', async () => {
    const wallets = then.isWallets(await when.wallets(ann));
    expect(wallets.map(({ wallet_id, currency }) => [wallet_id, currency]).sort()).toEqual([
      ['50', 'XXX'],
      ['52', 'XXX'],
      ['54', 'XXX'],
    ]);
    expect(wallets.find(({ wallet_id }) => wallet_id === '54')).toMatchObject({
      name: 'Holidays',
      metadata: { colour: 'blue' },
    });
    expect(await Promise.all(['50', '51', '52', '53', '54'].map(money))).toEqual([
      ['870', '5'],
      ['58', '0'],
      ['25', '0'],
      ['42', '0'],
      ['0', '0'],
    ]);
    const sent = then.isTransactions(await when.transactions(ann, '50'));
    expect(sent.map(({ amount, status }) => `${amount} ${status}`)).toEqual([
      '+1000 SUCCESSFUL',
      '-40 SUCCESSFUL',
      '-30 SUCCESSFUL',
      '-23 SUCCESSFUL',
      '-25 SUCCESSFUL',
      '-100000 INVALID',
      '-7 SUCCESSFUL',
      '-5 PROCESSING',
      '-6 PENDING',
    ]);
    const received = then.isTransactions(await when.transactions(bob, '51'));
    expect(received.map(({ amount }) => amount)).toEqual(['+40', '+11', '+7']);
    for (const TxID of [storedId('a payment'), storedId('a split'), storedId('refused')])
      expect((await detail('50', TxID)).currency).toBe('XXX');
    expect(then.isStatement(await when.statement(ann, '50')).map(({ balance }) => balance)).toEqual([
      '1000',
      '960',
      '930',
      '907',
      '882',
      '875',
    ]);
    expect(then.isHolds(await when.holds(ann, '50'))).toEqual([]);
  });

  it('become final by the sweeper, whether decided or not even begun', async () => {
    const open = [storedId('in flight, decided to commit'), storedId('its run was not started')];
    await world.invoke('sweep', {});
    for (const TxID of open)
      expect(await then.isFinal(() => world, ann, '50', TxID)).toMatchObject({ status: 'SUCCESSFUL' });
    expect(await Promise.all(['50', '51', '53'].map(money))).toEqual([
      ['864', '0'],
      ['63', '0'],
      ['48', '0'],
    ]);
  });

  it('are found by the keys of their requests, and are not made again', async () => {
    const keys = stored.filter(({ table }) => table === 'idempotency').map(({ item }) => z.string().parse(item.key));
    const keyOf = (result: string) => {
      const found = stored.find(({ table, item }) => table === 'idempotency' && item.result === result);
      return z.string().parse(found?.item.key).split('#')[1] ?? '';
    };
    expect(keys).toHaveLength(4);
    const texts = { reference: 'INV-7', note: 'for October', metadata: { order: '17' } };
    const to = [
      { to_id: '51', amount: '11' },
      { to_id: '53', amount: '12' },
    ];
    const requests = {
      'a payment': { from: '50', to: '51', amount: '40' },
      'a payment with texts and metadata': { from: '50', to: '53', amount: '30', ...texts },
      'a split': { from: '50', to },
    };
    for (const [about, request] of Object.entries(requests)) {
      const TxID = storedId(about);
      const response = await when.transfer(ann, request, keyOf(TxID));
      expect(response.body).toMatchObject({ TxID, status: 'SUCCESSFUL' });
    }
    const created = await when.createWallet(ann, '50', keyOf('50'));
    expect(created).toMatchObject({ status: 202, body: { wallet_id: '50' } });
    expect(await money('50')).toEqual(['864', '0']);
  });

  it('pay, and are paid', async () => {
    expect(await pay('50', '53', 14)).toMatchObject({ status: 'SUCCESSFUL', currency: 'XXX' });
    expect(await pay('53', '54', 2)).toMatchObject({ status: 'SUCCESSFUL', currency: 'XXX' });
    expect(await Promise.all(['50', '53', '54'].map(money))).toEqual([
      ['850', '0'],
      ['60', '0'],
      ['2', '0'],
    ]);
  });

  it('are of no currency on a stage that has one, and move no money to a wallet of it', async () => {
    const euros = await given.wallet(bob, { currency: 'EUR', money: 5 });
    const note = 'the wallets have different currencies';
    expect(await pay('50', euros, 1)).toMatchObject({ status: 'INVALID', note });
    expect(await given.transfer(bob, { from: euros, to: '50', amount: 1 })).toMatchObject({ status: 'INVALID', note });
    then.isProblem(await when.createWallet(ann, '50', undefined, { currency: 'EUR' }), 409, 'currency_differs');
    expect(await money('50')).toEqual(['850', '0']);
  });

  it('hold money that is captured in part, and money that is voided', async () => {
    const order = { from: '50', to: '51', expiresAt: new Date(Date.now() + 86_400_000), ...then.patience(world) };
    const [taken, kept] = [
      await clientOf(world, ann).authorise({ ...order, amount: 40n }),
      await clientOf(world, ann).authorise({ ...order, amount: 9n }),
    ];
    expect(await money('50')).toEqual(['801', '49']);
    then.isTransaction(await when.capture(bob, '51', taken.TxID, { amount: '37' }, WAIT));
    then.isTransaction(await when.void(bob, '51', kept.TxID, WAIT));
    expect(await Promise.all(['50', '51'].map(money))).toEqual([
      ['813', '0'],
      ['100', '0'],
    ]);
  });

  it('are refunded, in parts and in whole, never more, and both sides see both transfers', async () => {
    const payment = storedId('a payment');
    const refund = (wallet: string, TxID: string, body = {}) =>
      when.refund(bob, { wallet, TxID }, body, { idempotencyKey: randomUUID(), prefer: WAIT });
    const part = then.isTransaction(await refund('51', payment, { amount: '15' }));
    expect(part).toMatchObject({ status: 'SUCCESSFUL', amount: '-15', refund_of: payment });
    for (const wallet of ['50', '51']) {
      expect(await detail(wallet, payment)).toMatchObject({
        refunds: [{ TxID: part.TxID, amount: '15' }],
        refunded: '15',
      });
      expect(await detail(wallet, part.TxID)).toMatchObject({ refund_of: payment });
    }
    expect(then.isProblem(await refund('51', payment, { amount: '26' }), 409, 'refund_exceeds').detail).toBe(
      '25 of 40 can still be refunded.',
    );
    expect(then.isTransaction(await refund('51', payment))).toMatchObject({ amount: '-25' });
    const split = storedId('a split');
    expect(then.isTransaction(await refund('53', split))).toMatchObject({ status: 'SUCCESSFUL', amount: '-12' });
    expect(await detail('50', split)).toMatchObject({ refunded: '12' });
    const refused = await when.refund(ann, { wallet: '50', TxID: storedId('refused') });
    then.isProblem(refused, 409, 'not_refundable');
    expect(await Promise.all(['50', '51', '53'].map(money))).toEqual([
      ['865', '0'],
      ['60', '0'],
      ['48', '0'],
    ]);
  });

  it('have no freeze and no limit at first, and take both', async () => {
    const change = async (wallet: string, controls: object) =>
      expect((await when.changeControls(ownerOf(wallet), wallet, controls)).status).toBe(200);
    expect((await when.controls(ann, '50')).body).toMatchObject({ frozen: null, max_payment: null, closed_at: null });
    await change('50', { max_payment: '20', max_per_day: '30', minimum_balance: '100' });
    expect(await pay('50', '51', 21)).toMatchObject({ status: 'INVALID', note: 'more than the limit of one payment' });
    expect(await pay('50', '51', 20)).toMatchObject({ status: 'SUCCESSFUL' });
    expect(await pay('50', '51', 11)).toMatchObject({ status: 'INVALID', note: 'more than the limit of a day' });
    await change('50', { max_payment: null, max_per_day: null });
    expect(await pay('50', '51', 746)).toMatchObject({ status: 'INVALID', note: 'below the minimum balance' });
    await change('50', { minimum_balance: null });
    await change('53', { frozen: 'all' });
    expect(await pay('50', '53', 1)).toMatchObject({ status: 'INVALID', note: "the payee's wallet takes no money" });
    expect(await pay('53', '50', 1)).toMatchObject({ status: 'INVALID', note: 'the wallet is frozen' });
    await change('53', { frozen: null });
    expect(await pay('53', '50', 8)).toMatchObject({ status: 'SUCCESSFUL' });
    expect(await Promise.all(['50', '51', '53'].map(money))).toEqual([
      ['853', '0'],
      ['80', '0'],
      ['40', '0'],
    ]);
  });

  it('pay in a batch, and at a set time', async () => {
    const one = (to_id: string) => ({ idempotency_key: randomUUID(), from_id: '50', to_id, amount: '1' });
    const { results } = BatchResults.parse((await when.batch(ann, ['51', '52', '53'].map(one))).body);
    for (const result of results)
      expect(await then.isFinal(() => world, ann, '50', 'TxID' in result ? result.TxID : '')).toMatchObject({
        status: 'SUCCESSFUL',
      });
    const order = { from_id: '50', to_id: '54', amount: '3', execute_at: new Date(Date.now() + 200).toISOString() };
    const { ScheduleID } = ScheduledTransfer.parse((await when.schedule(ann, order)).body);
    await eventually(async () => {
      await world.invoke('pay_scheduled', {});
      const { payments } = ScheduledTransfer.parse((await when.scheduled(ann, '50', ScheduleID)).body);
      return payments.some(({ status }) => status === 'SUCCESSFUL');
    });
    expect(await Promise.all(['50', '52', '54'].map(money))).toEqual([
      ['847', '0'],
      ['26', '0'],
      ['5', '0'],
    ]);
  });

  it('are closed once they are empty, and not before', async () => {
    then.isProblem(await when.closeWallet(ann, '52'), 409, 'wallet_not_empty');
    expect(await pay('52', '50', 26)).toMatchObject({ status: 'SUCCESSFUL' });
    expect((await when.closeWallet(ann, '52')).status).toBe(200);
    expect(await pay('50', '52', 1)).toMatchObject({ status: 'INVALID' });
    expect(await money('50')).toEqual(['873', '0']);
  });

  it('balance in the hourly audit and in the full one, with every entry of their statements', async () => {
    const stores = await auditStores(world);
    await world.streamed();
    const pause = () => world.streamed();
    const report = await continueAudit(stores, { clock: Date.now, budgetMs: 600_000, pause });
    expect(report).toMatchObject({ balanced: true, behind: 0, findings: [] });
    expect(await auditBooks(stores, Date.now)).toMatchObject({ balanced: true, findings: [] });
    const last = then.isStatement(await when.statement(ann, '50')).at(-1);
    expect(last).toMatchObject({ balance: '873' });
  });
});
