import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DeleteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { blockWith } from '../../project/markdown.ts';
import { listen } from '../../support/in-process/gateway.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { newPayeesContract } from '../../support/steps/contract/new-payees.ts';
import { factorSteps, nextCodeOf } from '../../support/steps/factor-steps.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

describe('a stage that asks for a code at new payees', () => {
  let world: InProcessWorld;
  beforeAll(async () => {
    world = await startInProcess({ environment: { STEP_UP_NEW_PAYEES: 'on' } });
  });
  afterAll(() => world.stop());

  newPayeesContract(() => world);

  const given = givenSteps(() => world);
  const when = whenSteps(() => world);
  const factors = factorSteps(() => world);
  /** A payment by a confirmed session, and another session of the user that is not. */
  const paying = async () => {
    const { user, wallet } = await given.userWithWallet({ shard: 0 });
    const { wallet: to } = await given.userWithWallet({ shard: 1 });
    const { token } = then.hasTokens(await when.login({ login: user.login, password: user.password }));
    const { secret } = await factors.added(user);
    return { user, unconfirmed: { token }, secret, wallet, to };
  };
  /** As if the request had died after the acceptance. */
  const forget = async () => {
    const { documents, knownPayees: TableName } = world.tables;
    const { Items = [] } = await documents.send(new ScanCommand({ TableName }));
    for (const { user_id, payee } of Items)
      await documents.send(new DeleteCommand({ TableName, Key: { user_id, payee } }));
  };

  it('answers a repeated payment as before, whatever has become of the confirmation', async () => {
    const { user, unconfirmed, wallet, to } = await paying();
    const order = { from: wallet, to, amount: '1' };
    const large = { ...order, amount: '100001' };
    const [txId, largeTxId] = [
      then.isAccepted(await when.transfer(user, order, `small-${wallet}`)),
      then.isAccepted(await when.transfer(user, large, `large-${wallet}`)),
    ];
    const batch = [{ from_id: wallet, to_id: to, amount: '1', idempotency_key: `batch-${wallet}` }];
    const paid = await when.batch(user, batch);
    const execute_at = new Date(Date.now() + 86_400_000).toISOString();
    const schedule = { from_id: wallet, to_id: to, amount: '1', execute_at };
    const scheduled = await when.schedule(user, schedule, `schedule-${wallet}`);
    expect(scheduled).toMatchObject({ status: 201 });
    await forget();
    expect(then.isAccepted(await when.transfer(unconfirmed, order, `small-${wallet}`))).toBe(txId);
    expect((await when.batch(unconfirmed, batch)).body).toMatchObject({
      results: [{ TxID: Object(paid.body).results[0].TxID }],
    });
    expect((await when.schedule(unconfirmed, schedule, `schedule-${wallet}`)).body).toMatchObject({
      ScheduleID: Object(scheduled.body).ScheduleID,
    });
    await forget();
    expect(then.isAccepted(await when.transfer(unconfirmed, large, `large-${wallet}`))).toBe(largeTxId);
    await forget();
    then.isProblem(await when.transfer(unconfirmed, order, `another-${wallet}`), 403, 'step_up_required');
    const changed = await when.transfer(unconfirmed, { ...order, amount: '2' }, `small-${wallet}`);
    then.isProblem(changed, 422, 'idempotency_key_reused');
  });

  it('does what docs/api.md shows', async () => {
    const { user, unconfirmed, secret, wallet, to } = await paying();
    const block = blockWith('docs/api.md', 'sh', 'payment=').replace('"41"', `"${wallet}"`).replace('"42"', `"${to}"`);
    const { url, stop } = await listen(world.gateway);
    const variables = { api: url, ann: unconfirmed.token, code: nextCodeOf(secret) };
    const lines = block.replaceAll('\npay\n', '\necho; pay\n').replaceAll('\ncurl', '\necho; curl');
    const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', lines], {
      env: { ...process.env, ...variables },
    });
    await stop();
    const [refused, confirmed, accepted] = stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(refused).toMatchObject({ status: 403, code: 'step_up_required' });
    expect(block).toContain(`"detail":"${Object(refused).detail}"`);
    expect(confirmed).toEqual({ confirmed_until: expect.any(String) });
    const { TxID, status } = Object(accepted);
    expect([status, await then.isFinal(() => world, user, wallet, TxID)]).toMatchObject(['PENDING', { TxID }]);
  });

  it('does not take a refused request for an accepted one', async () => {
    const { unconfirmed, wallet, to } = await paying();
    const order = { from: wallet, to, amount: '1' };
    for (const _ of [1, 2])
      then.isProblem(await when.transfer(unconfirmed, order, `refused-${wallet}`), 403, 'step_up_required');
  });

  it('stores no wallet of a payment, and nothing of users without a second factor', async () => {
    await forget();
    const { user, wallet } = await given.userWithWallet({ shard: 0 });
    const { wallet: to } = await given.userWithWallet({ shard: 1 });
    then.isAccepted(await when.transfer(user, { from: wallet, to, amount: '1' }));
    const stored = () => world.tables.documents.send(new ScanCommand({ TableName: world.tables.knownPayees }));
    expect((await stored()).Count).toBe(0);
    const { secret } = await factors.added(user);
    await factors.stepUp(user, { code: nextCodeOf(secret) });
    then.isAccepted(await when.transfer(user, { from: wallet, to, amount: '1' }));
    const [item = {}] = (await stored()).Items ?? [];
    expect(Object.keys(item).sort()).toEqual(['payee', 'user_id']);
    expect(item.payee).toMatch(/^[\w-]{43}$/);
  });
});
