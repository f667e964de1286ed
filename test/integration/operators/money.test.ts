import { ulid } from 'ulid';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { runOperator } from '../../support/in-process/operator.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

let world: InProcessWorld;
const given = givenSteps(() => world);
const when = whenSteps(() => world);
beforeAll(async () => {
  world = await startInProcess();
});
afterAll(() => world.stop());

async function operator(...argv: string[]) {
  const given = ['--data', 'no-such-folder', '--json', ...argv, '--reason', 'a test'];
  const { code, out, err } = await runOperator(given, await world.operatorEnvironment());
  return { code, err, json: out === '' ? undefined : JSON.parse(out) };
}
const balanceOf = async (user: { token: string }, wallet: string) => (await when.balance(user, wallet)).body;
const balanced = async () => expect((await operator('audit')).json).toMatchObject({ balanced: true, findings: [] });

/** A payment of 30 from a wallet on shard 0 to one on shard 1. */
async function paid(amount = 30) {
  const payer = await given.userWithWallet({ shard: 0, money: 100 });
  const payee = await given.userWithWallet({ shard: 1 });
  const { TxID } = await given.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount });
  return { payer, payee, TxID };
}

describe('"transfers reverse"', () => {
  it('gives a payment back by a new transfer, and each has the id of the other', async () => {
    const { payer, payee, TxID } = await paid();
    const { code, json } = await operator('transfers', 'reverse', payer.wallet, TxID);
    expect([code, json]).toMatchObject([0, [{ fromId: payee.wallet, amount: '30', status: 'SUCCESSFUL' }]]);
    const [{ txId }] = json;
    expect(await balanceOf(payer.user, payer.wallet)).toMatchObject({ balance: '100' });
    expect(await balanceOf(payee.user, payee.wallet)).toMatchObject({ balance: '0' });
    expect(then.isTransaction(await when.transaction(payer.user, payer.wallet, TxID))).toMatchObject({
      status: 'SUCCESSFUL',
      amount: '-30',
      refunds: [{ TxID: txId, amount: '30' }],
    });
    expect(then.isTransaction(await when.transaction(payee.user, payee.wallet, txId))).toMatchObject({
      refund_of: TxID,
      amount: '-30',
    });
    await balanced();
  });

  it('gives back once, and only what its payee has not refunded already', async () => {
    const { payer, payee, TxID } = await paid();
    then.isAccepted(await when.refund(payee.user, { wallet: payee.wallet, TxID }, { amount: 10 }));
    const both = await Promise.all([operator('transfers', 'reverse', payee.wallet, TxID)]);
    expect(both.map(({ json }) => json)).toMatchObject([[{ amount: '20', status: 'SUCCESSFUL' }]]);
    const again = await operator('transfers', 'reverse', payer.wallet, TxID);
    expect([again.code, again.err]).toEqual([1, expect.stringMatching(/^nothing of transfer \w{26} can be reversed/)]);
    expect(await balanceOf(payer.user, payer.wallet)).toMatchObject({ balance: '100' });
  });

  it('says that a payee has spent the money, and takes nothing then', async () => {
    const { payer, payee, TxID } = await paid();
    await given.transfer(payee.user, { from: payee.wallet, to: await given.wallet(payee.user), amount: 1 });
    const { code, err } = await operator('transfers', 'reverse', payer.wallet, TxID);
    expect([code, err]).toEqual([1, expect.stringContaining('INVALID (not enough funds in the wallet)')]);
    expect(await balanceOf(payee.user, payee.wallet)).toMatchObject({ balance: '29' });
    await balanced();
  });

  it('reverses the share of one payee by their wallet, and the others by that of the payer', async () => {
    const payer = await given.userWithWallet({ shard: 0, money: 100 });
    const [one, two] = [await given.userWithWallet({ shard: 1 }), await given.userWithWallet({ shard: 0 })];
    const to = [one, two].map(({ wallet }, n) => ({ to_id: wallet, amount: 10 + n }));
    const TxID = then.isAccepted(await when.transfer(payer.user, { from: payer.wallet, to }));
    await then.isFinal(() => world, payer.user, payer.wallet, TxID);
    expect((await operator('transfers', 'reverse', two.wallet, TxID)).json).toMatchObject([{ amount: '11' }]);
    expect(await balanceOf(one.user, one.wallet)).toMatchObject({ balance: '10' });
    expect((await operator('transfers', 'reverse', payer.wallet, TxID)).json).toMatchObject([{ amount: '10' }]);
    expect(await balanceOf(payer.user, payer.wallet)).toMatchObject({ balance: '100' });
  });

  it('reverses neither a reversal nor a transfer that did not happen', async () => {
    const { payer, payee, TxID } = await paid();
    const { json } = await operator('transfers', 'reverse', payer.wallet, TxID);
    const reversal = String(json[0].txId);
    expect((await operator('transfers', 'reverse', payee.wallet, reversal)).code).toBe(1);
    const refused = then.isAccepted(
      await when.transfer(payer.user, { from: payer.wallet, to: payee.wallet, amount: 1_000 }),
    );
    await then.isFinal(() => world, payer.user, payer.wallet, refused);
    expect((await operator('transfers', 'reverse', payer.wallet, refused)).code).toBe(1);
    expect((await operator('transfers', 'reverse', payer.wallet, ulid())).err).toMatch(/has no transfer/);
  });
});

describe('"wallets set-credit-limit"', () => {
  it('lets a wallet pay as much more than it has, and no more', async () => {
    const { user, wallet } = await given.userWithWallet({ shard: 1, money: 10 });
    const other = await given.wallet(user);
    const set = await operator('wallets', 'set-credit-limit', wallet, '50');
    expect([set.code, set.json]).toEqual([0, { wallet_id: wallet, credit_limit: '50' }]);
    expect(await balanceOf(user, wallet)).toMatchObject({ balance: '10' });
    const pay = async (amount: number) => (await given.transfer(user, { from: wallet, to: other, amount })).status;
    expect([await pay(61), await pay(60), await pay(1)]).toEqual(['INVALID', 'SUCCESSFUL', 'INVALID']);
    expect(await balanceOf(user, wallet)).toMatchObject({ balance: '-50' });
    await balanced();
  });

  it('takes back no credit that is used, and the rest of it', async () => {
    const { user, wallet } = await given.userWithWallet({ money: 10 });
    await operator('wallets', 'set-credit-limit', wallet, '50');
    await given.transfer(user, { from: wallet, to: await given.wallet(user), amount: 30 });
    const refused = await operator('wallets', 'set-credit-limit', wallet, '19');
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('uses more of its credit than 19')]);
    expect((await operator('wallets', 'set-credit-limit', wallet, '20')).json).toMatchObject({ credit_limit: '20' });
    expect(await balanceOf(user, wallet)).toMatchObject({ balance: '-20' });
    await balanced();
  });

  it('is refused for the treasury, for a closed wallet, for none, and for what is no amount', async () => {
    const err = async (...argv: string[]) => (await operator('wallets', 'set-credit-limit', ...argv)).err;
    expect(await err('0', '5')).toContain('is of the treasury');
    expect(await err('404', '5')).toContain('no such wallet');
    expect(await err('404', '1.5')).toContain('must be a positive whole number');
    const { wallet } = await given.userWithWallet();
    await operator('wallets', 'close', wallet);
    expect(await err(wallet, '5')).toContain('is closed');
  });

  it('keeps a wallet from being closed until the limit is 0', async () => {
    const { wallet } = await given.userWithWallet();
    await operator('wallets', 'set-credit-limit', wallet, '5');
    expect((await operator('wallets', 'close', wallet)).err).toContain('needs a limit of 0');
    await operator('wallets', 'set-credit-limit', wallet, '0');
    expect((await operator('wallets', 'close', wallet)).code).toBe(0);
  });
});
