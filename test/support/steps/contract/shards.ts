import { ShardBalance, WalletPage } from '../../../../lib/api/shard.ts';
import { ShardStatement } from '../../../../lib/api/shard-statement.ts';
import { deadlineFrom } from '../../../../lib/domain/deadline.ts';
import { eventually } from '../../environment/eventually.ts';
import { given as givenSteps } from '../given.ts';
import { shardSteps } from '../shard-steps.ts';
import * as then from '../then.ts';
import { freshWalletId } from '../wallet-ids.ts';
import { when as whenSteps } from '../when.ts';
import type { WorldWithShards } from '../world.ts';

/** The requests of the orchestrator to a shard. */
export function shardsContract(world: () => WorldWithShards): void {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const shard = shardSteps(world);
  const later = () => deadlineFrom(Date.now());
  const onShard = (n: number) => freshWalletId({ shard: n, shardCount: world().shardCount });
  const freshTx = () => shard.freshTransaction();

  /** A wallet with money, which is on the shard only. */
  async function wallet(n: number, money = 0): Promise<string> {
    const id = onShard(n);
    expect(await shard.createWallet(n, id)).toMatchObject({ status: 200, body: { wallet_id: id } });
    if (money > 0) {
      const tx = freshTx();
      await shard.reserve(n, { tx, wallet: id, amount: `+${money}`, deadline: later() });
      expect(await shard.commit(n, { tx, wallet: id })).toMatchObject({ status: 200, body: { status: 'committed' } });
    }
    return id;
  }

  async function moneyOf(n: number, id: string) {
    const response = await shard.balance(n, id);
    expect(response).toMatchObject({ status: 200 });
    const { balance, available, reserved } = ShardBalance.parse(response.body);
    return { balance, available, reserved };
  }

  it('POST /api/createwallet creates a wallet without money, and leaves an existing wallet as it is', async () => {
    const id = await wallet(1, 5);
    expect(await shard.createWallet(1, id)).toMatchObject({ status: 200, body: { wallet_id: id } });
    expect(await moneyOf(1, id)).toEqual({ balance: '5', available: '5', reserved: '0' });
  });

  it('POST /api/reserve holds a debit once, and POST /api/commit applies it once', async () => {
    const id = await wallet(0, 10);
    const hold = { tx: freshTx(), wallet: id, amount: '-4', deadline: later() };
    for (let n = 0; n < 2; n++) {
      const held = { status: 200, body: { transaction_id: hold.tx, wallet_id: id, status: 'held' } };
      expect(await shard.reserve(0, hold)).toMatchObject(held);
    }
    expect(await moneyOf(0, id)).toEqual({ balance: '10', available: '6', reserved: '4' });
    expect(await shard.commit(0, hold)).toMatchObject({ status: 200, body: { status: 'committed' } });
    expect(await shard.commit(0, hold)).toMatchObject({ status: 200, body: { status: 'already applied' } });
    expect(await moneyOf(0, id)).toEqual({ balance: '6', available: '6', reserved: '0' });
  });

  it('POST /api/rollback releases a held debit and refuses a later reserve of the transaction', async () => {
    const id = await wallet(0, 10);
    const hold = { tx: freshTx(), wallet: id, amount: '-4', deadline: later() };
    await shard.reserve(0, hold);
    for (const status of ['rolled back', 'already applied']) {
      expect(await shard.rollback(0, hold)).toMatchObject({ status: 200, body: { status } });
    }
    expect(await moneyOf(0, id)).toEqual({ balance: '10', available: '10', reserved: '0' });
    then.isProblem(await shard.reserve(0, hold), 409, 'transaction_settled');
  });

  it('POST /api/rollback succeeds for a missing wallet, and says that it is missing', async () => {
    const [deadline, tx] = [later(), freshTx()];
    const response = await shard.rollback(0, { tx, wallet: onShard(0), deadline });
    expect(response).toMatchObject({ status: 200, body: { status: 'rolled back', absent: true } });
    const [missing, there] = [onShard(0), await wallet(0)];
    const legs = [{ wallet_id: missing }, { wallet_id: there }];
    const list = await shard.send(0, 'POST', '/api/rollback', { transaction_id: tx, legs, deadline });
    expect(list.body).toMatchObject({
      legs: [
        { wallet_id: missing, status: 'rolled back', absent: true },
        { wallet_id: there, status: 'rolled back' },
      ],
    });
  });

  it('POST /api/rollback leaves nothing of a missing wallet if it is told so, and keeps no later transfer out', async () => {
    const [first, second] = [freshTx(), freshTx()];
    const deadline = later();
    const id = onShard(0);
    const hold = { tx: second, wallet: id, amount: '+4', deadline };
    const post = (body: object) => shard.send(0, 'POST', '/api/rollback', { transaction_id: first, deadline, ...body });
    const absent = { status: 'already applied', absent: true };
    expect(await post({ wallet_id: id, fence: false })).toMatchObject({ status: 200, body: absent });
    const list = await post({ legs: [{ wallet_id: id, fence: false }] });
    expect(list).toMatchObject({ status: 200, body: { legs: [{ wallet_id: id, ...absent }] } });
    await shard.createWallet(0, id);
    expect(await shard.reserve(0, hold)).toMatchObject({ status: 200, body: { status: 'held' } });
  });

  it('POST /api/reserve, commit and rollback take several legs of a transaction, each with its own result', async () => {
    const [payer, payee, missing] = [await wallet(0, 10), await wallet(0), onShard(0)];
    const [tx, refused, deadline] = [freshTx(), freshTx(), later()];
    const post = (name: string, body: object) => shard.send(0, 'POST', `/api/${name}`, body);
    const legs = [
      { wallet_id: payer, amount: '-4' },
      { wallet_id: payee, amount: '+4', debit_held: true },
    ];
    const results = (...each: object[]) => ({ status: 200, body: { legs: each } });
    const both = (status: string) => results({ wallet_id: payer, status }, { wallet_id: payee, status });
    expect(await post('reserve', { transaction_id: tx, legs, deadline })).toMatchObject(both('held'));
    const moved = legs.map(({ wallet_id, amount }) => ({ wallet_id, amount }));
    expect(await post('commit', { transaction_id: tx, legs: moved })).toMatchObject(both('committed'));
    expect(await post('commit', { transaction_id: tx, legs: moved })).toMatchObject(both('already applied'));
    expect(await moneyOf(0, payee)).toEqual({ balance: '4', available: '4', reserved: '0' });

    const more = [
      { wallet_id: payer, amount: '-7' },
      { wallet_id: missing, amount: '+3' },
      { wallet_id: payee, amount: '+4' },
    ];
    expect(await post('reserve', { transaction_id: refused, legs: more, deadline })).toMatchObject(
      results(
        { wallet_id: payer, code: 'insufficient_funds' },
        { wallet_id: missing, code: 'no_such_wallet' },
        { wallet_id: payee, status: 'held' },
      ),
    );
    const back = more.map(({ wallet_id }) => ({ wallet_id }));
    expect(await post('rollback', { transaction_id: refused, legs: back, deadline })).toMatchObject(
      results(...back.map((leg) => ({ ...leg, status: 'rolled back' }))),
    );
    expect(await moneyOf(0, payer)).toEqual({ balance: '6', available: '6', reserved: '0' });
  });

  it('POST /api/controls freezes and limits by version, and an operator apart from the owner', async () => {
    const id = await wallet(0, 10);
    const change = (by: string, version: number, more: object) =>
      shard.changeControls(0, { wallet_id: id, by, version, ...more });
    const operator = { frozen: 'debits', reason: 'case 7', max_payment: '5' };
    for (let n = 0; n < 2; n++)
      expect(await change('operator', 0, operator)).toMatchObject({
        status: 200,
        body: { version: 1, operator_freeze: { frozen: 'debits', reason: 'case 7' }, limits_by_operator: true },
      });
    then.isProblem(await change('owner', 0, { frozen: 'all' }), 409, 'controls_changed');
    then.isProblem(await change('owner', 1, { max_payment: '6' }), 409, 'limits_by_operator');
    // It finds what it asks for, and keeps away what was asked for before it.
    expect(await change('owner', 1, { frozen: null })).toMatchObject({ status: 200, body: { version: 2 } });
    then.isProblem(await change('owner', 1, { frozen: 'all' }), 409, 'controls_changed');
    const hold = { tx: freshTx(), wallet: id, amount: '-1', deadline: later() };
    then.isProblem(await shard.reserve(0, hold), 409, 'wallet_frozen');
    expect(await change('operator', 2, { frozen: null })).toMatchObject({ status: 200, body: { version: 3 } });
    then.isProblem(await shard.reserve(0, { ...hold, amount: '-6' }), 422, 'payment_limit_exceeded');
    expect(await shard.controls(0, id)).toMatchObject({
      status: 200,
      body: { wallet_id: id, version: 3, max_payment: '5', balance: '10', holds: 0, is_treasury: false },
    });
    then.isProblem(await shard.controls(0, onShard(0)), 404, 'no_such_wallet');
    then.isProblem(
      await shard.changeControls(0, { wallet_id: onShard(0), by: 'owner', version: 0 }),
      404,
      'no_such_wallet',
    );
  });

  it('POST /api/closewallet closes a wallet without money, and says what another one has', async () => {
    const [empty, full] = [await wallet(1), await wallet(1, 5)];
    for (let n = 0; n < 2; n++)
      expect(await shard.closeWallet(1, empty)).toMatchObject({ status: 200, body: { closed_at: expect.any(Number) } });
    const open = await shard.closeWallet(1, full);
    expect(open).toMatchObject({ status: 200, body: { balance: '5', holds: 0 } });
    expect(open.body).not.toHaveProperty('closed_at');
    const hold = { tx: freshTx(), wallet: empty, amount: '+1', deadline: later() };
    then.isProblem(await shard.reserve(1, hold), 409, 'wallet_closed');
    then.isProblem(
      await shard.changeControls(1, { wallet_id: empty, by: 'owner', version: 0, frozen: 'all' }),
      409,
      'wallet_closed',
    );
    then.isProblem(await shard.closeWallet(1, onShard(1)), 404, 'no_such_wallet');
  });

  it('POST /api/commit takes a part of a debit, and nothing but what is held', async () => {
    const id = await wallet(1, 10);
    const tx = freshTx();
    await shard.reserve(1, { tx, wallet: id, amount: '-8', deadline: later() });
    const commit = (said: object) =>
      shard.send(1, 'POST', '/api/commit', { transaction_id: tx, wallet_id: id, ...said });
    then.isProblem(await commit({ amount: '-9' }), 409, 'transaction_mismatch');
    then.isProblem(await commit({ amount: '-9', held: '-8' }), 400, 'invalid_input', ['held']);
    expect(await moneyOf(1, id)).toEqual({ balance: '10', available: '2', reserved: '8' });
    expect(await commit({ amount: '-5', held: '-8' })).toMatchObject({ status: 200, body: { status: 'committed' } });
    expect(await moneyOf(1, id)).toEqual({ balance: '5', available: '5', reserved: '0' });
    expect((await shard.balance(1, id)).body).toMatchObject({ posted: '5', seq: 2 });
    const page = WalletPage.parse((await shard.wallets(1)).body);
    const listed = page.wallets.find(({ wallet_id }) => wallet_id === id);
    if (listed) expect(listed).toMatchObject({ balance: '5', posted: '5', seq: 2 });
  });

  it('POST /api/reserve has an error code for each reason', async () => {
    const id = await wallet(1, 10);
    const hold = { tx: freshTx(), wallet: id, amount: '-4', deadline: later() };
    const reserve = (change: Partial<typeof hold>) => shard.reserve(1, { ...hold, ...change });
    await reserve({});
    then.isProblem(await reserve({ amount: '-5' }), 409, 'transaction_mismatch');
    then.isProblem(await reserve({ deadline: hold.deadline + 1 }), 409, 'transaction_mismatch');
    then.isProblem(await reserve({ tx: freshTx(), amount: '-7' }), 422, 'insufficient_funds');
    then.isProblem(await reserve({ tx: freshTx(), deadline: Date.now() - 1 }), 410, 'deadline_passed');
    then.isProblem(await reserve({ tx: freshTx(), wallet: onShard(1) }), 404, 'no_such_wallet');
    expect(await moneyOf(1, id)).toEqual({ balance: '10', available: '6', reserved: '4' });
  });

  it('POST /api/commit and GET /api/balance give 404 for a missing wallet', async () => {
    then.isProblem(await shard.commit(0, { tx: freshTx(), wallet: onShard(0) }), 404, 'no_such_wallet');
    then.isProblem(await shard.balance(0, onShard(0)), 404, 'no_such_wallet');
    then.isProblem(await shard.openStatement(0, onShard(0)), 404, 'no_such_wallet');
  });

  it('A shard creates only its own wallets, and those that the directory says are its own', async () => {
    const id = onShard(0);
    then.isProblem(await shard.createWallet(1, id), 421, 'wrong_shard');
    const create = (n: number, claimed_shard: unknown) =>
      shard.send(n, 'POST', '/api/createwallet', { wallet_id: id, claimed_shard });
    then.isProblem(await create(1, 0), 421, 'wrong_shard');
    then.isProblem(await create(1, -1), 400, 'invalid_input', ['claimed_shard']);
    expect(await create(1, 1)).toMatchObject({ status: 200, body: { wallet_id: id } });
    expect(await moneyOf(1, id)).toEqual({ balance: '0', available: '0', reserved: '0' });
    const bare = await world().serviceToken(1, { operation: 'createWallet', wallet_id: id });
    const claimed = { wallet_id: id, claimed_shard: 1 };
    const forged = await shard.send(1, 'POST', '/api/createwallet', claimed, { token: bare });
    then.isProblem(forged, 403, 'insufficient_scope');
  });

  it('Every other route of a shard says that a wallet of another shard is not here', async () => {
    const [id, tx, deadline] = [await wallet(0), freshTx(), later()];
    then.isProblem(await shard.reserve(1, { tx, wallet: id, amount: '+1', deadline }), 404, 'no_such_wallet');
    then.isProblem(await shard.commit(1, { tx, wallet: id }), 404, 'no_such_wallet');
    expect(await shard.rollback(1, { tx, wallet: id, deadline })).toMatchObject({
      status: 200,
      body: { absent: true },
    });
    then.isProblem(await shard.balance(1, id), 404, 'no_such_wallet');
    then.isProblem(await shard.statement(1, id), 404, 'no_such_wallet');
    then.isProblem(await shard.statement(1, id, '?at=1'), 404, 'no_such_wallet');
    then.isProblem(await shard.openStatement(1, id), 404, 'no_such_wallet');
  });

  it('A shard refuses a token for another shard, and the orchestrator refuses a token for a shard', async () => {
    const wallet_id = onShard(0);
    const token = (n: number) => world().serviceToken(n, { operation: 'balance', wallet_id });
    then.isUnauthenticated(await shard.balance(0, wallet_id, { token: await token(1) }));
    then.isUnauthenticated(await when.wallets({ token: await token(0) }));
  });

  it('Every route of a shard names the fields that break a rule', async () => {
    const fields = ['transaction_id', 'wallet_id', 'amount', 'deadline'];
    then.isProblem(await shard.send(0, 'POST', '/api/reserve', {}), 400, 'invalid_input', fields);
    then.isProblem(await shard.send(0, 'POST', '/api/commit', {}), 400, 'invalid_input', fields.slice(0, 2));
    const ofRollback = ['transaction_id', 'wallet_id', 'deadline'];
    then.isProblem(await shard.send(0, 'POST', '/api/rollback', {}), 400, 'invalid_input', ofRollback);
    then.isProblem(await shard.send(0, 'POST', '/api/createwallet', {}), 400, 'invalid_input', ['wallet_id']);
    then.isProblem(await shard.balance(0, 'abc'), 400, 'invalid_input', ['wallet_id']);
    const wrong = '?after=x&limit=1001&order=up&at=now';
    const ofStatement = ['after', 'limit', 'order', 'at'];
    then.isProblem(await shard.statement(0, onShard(0), wrong), 400, 'invalid_input', ofStatement);
    then.isProblem(await shard.send(0, 'POST', '/api/openstatement', {}), 400, 'invalid_input', ['wallet_id']);
  });

  it('GET /api/statement/{wallet_id} has what was committed, in pages, and the last entry up to a time', async () => {
    const id = await wallet(0, 10);
    const spent = { tx: freshTx(), wallet: id, amount: '-3', deadline: later() };
    await shard.reserve(0, spent);
    await shard.commit(0, spent);
    const entries = await eventually(async () => {
      const { entries } = ShardStatement.parse((await shard.statement(0, id)).body);
      return entries.length === 2 && entries;
    }, then.patience(world()));
    expect(entries).toMatchObject([
      { wallet_id: id, seq: 1, amount: '+10', balance: '10' },
      { wallet_id: id, seq: 2, TxID: spent.tx, amount: '-3', balance: '7' },
    ]);
    const [first, second] = entries;
    expect((await shard.statement(0, id, '?limit=1')).body).toEqual({ entries: [first], next_cursor: 1 });
    expect((await shard.statement(0, id, '?after=1')).body).toEqual({ entries: [second] });
    expect((await shard.statement(0, id, '?order=desc')).body).toEqual({ entries: [second, first] });
    const at = (time: string | undefined) => shard.statement(0, id, `?at=${Date.parse(time ?? '')}`);
    expect((await at(second?.posted_at)).body).toEqual({ entries: [second] });
    expect((await at('2026-01-01T00:00:00Z')).body).toEqual({ entries: [] });
  });

  it('POST /api/openstatement leaves a statement that is open as it is', async () => {
    const id = await wallet(0, 10);
    expect((await shard.openStatement(0, id)).body).toEqual({ wallet_id: id, status: 'already open' });
  });

  it('GET /api/user/balance/{id} shows the money that a hold reserves', async () => {
    const { user, wallet: id } = await given.userWithWallet({ shard: 1, money: 10 });
    const hold = { tx: freshTx(), wallet: id, amount: '-3', deadline: later() };
    await shard.reserve(1, hold);
    const held = { balance: '10', available: '7', reserved: '3' };
    expect(then.isBalance(await when.balance(user, id))).toMatchObject(held);
    await shard.rollback(1, hold);
    const back = { balance: '10', available: '10', reserved: '0' };
    expect(then.isBalance(await when.balance(user, id))).toMatchObject(back);
  });
}
