import { deadlineFrom } from '../../../lib/domain/deadline.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { type InProcessWorld, startInProcess, type WorldOptions } from '../../support/in-process/in-process-world.ts';
import type { ApiResponse } from '../../support/steps/api.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import { type Hold, shardSteps } from '../../support/steps/shard-steps.ts';
import * as then from '../../support/steps/then.ts';
import { freshWalletId } from '../../support/steps/wallet-ids.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

let world: InProcessWorld;
const when = whenSteps(() => world);
const given = givenSteps(() => world);
const shard = shardSteps(() => world);

function startedWithout(without: NonNullable<WorldOptions['without']>): void {
  beforeAll(async () => {
    world = await startInProcess({ without });
  });
  afterAll(() => world.stop());
}

/** The problem has exactly the fixed texts of a 500. */
function isOpaque(response: ApiResponse): void {
  then.isProblem(response, 500, 'internal_error');
  expect(response.body).toEqual({
    type: 'about:blank',
    title: 'Internal Server Error',
    status: 500,
    code: 'internal_error',
    detail: 'Something went wrong on our side.',
  });
}

describe('during an outage of the database', () => {
  startedWithout('database');
  const credentials = { login: 'somebody-new', password: 'a good password' };
  const user = async () => ({ token: await world.userToken('somebody') });
  const transaction = '01ARZ3NDEKTSV4RRFFQ69G5FAV';
  const hold: Hold = { tx: 'a-transaction', wallet: '1', amount: '-1', deadline: deadlineFrom(Date.now()) };

  it.each<[string, () => Promise<ApiResponse>]>([
    ['POST /auth/register', () => when.register(credentials)],
    ['POST /auth/login', () => when.login(credentials)],
    ['POST /api/user/create_wallet', async () => when.createWallet(await user(), '1')],
    ['POST /api/user/create_wallet with a key', async () => when.createWallet(await user(), '1', 'key')],
    ['POST /api/user/do_transaction', async () => when.transfer(await user(), { from: '1', to: '2', amount: '1' })],
    ['GET /api/user/wallets', async () => when.wallets(await user())],
    ['GET /api/user/balance/{id}', async () => when.balance(await user(), '1')],
    ['GET /api/user/balance/{id}/at/{time}', async () => when.balanceAt(await user(), '1', '2026-11-01T00:00:00Z')],
    ['GET /api/user/statement/{id}', async () => when.statement(await user(), '1')],
    ['GET /api/user/transactions/{id}', async () => when.transactions(await user(), '1')],
    ['GET /api/user/transactions/{id}/{TxID}', async () => when.transaction(await user(), '1', transaction)],
    ['a shard’s POST /api/createwallet', () => shard.createWallet(1, '1')],
    ['a shard’s POST /api/reserve', () => shard.reserve(1, hold)],
    ['a shard’s POST /api/commit', () => shard.commit(1, hold)],
    ['a shard’s POST /api/rollback', () => shard.rollback(1, hold)],
    ['a shard’s GET /api/balance/{wallet_id}', () => shard.balance(1, '1')],
    ['a shard’s GET /api/statement/{wallet_id}', () => shard.statement(1, '1')],
    ['a shard’s GET /api/statement/{wallet_id}?at=', () => shard.statement(1, '1', '?at=1')],
    ['a shard’s POST /api/openstatement', () => shard.openStatement(1, '1')],
  ])('the response is an opaque 500: %s', async (_, send) => {
    isOpaque(await send());
  });

  it('a batch has an opaque 500, as nothing tells whether its token was revoked', async () => {
    const transfers = [{ idempotency_key: 'a', from_id: '1', to_id: '2', amount: 1 }];
    isOpaque(await when.batch(await user(), transfers));
  });

  it('invalid requests are still refused', async () => {
    then.isProblem(await when.register({}), 400, 'invalid_input', ['login', 'password']);
    then.isUnauthenticated(await when.wallets(undefined));
    then.isProblem(await shard.createWallet(0, '1'), 421, 'wrong_shard');
  });
});

describe('during an outage of the shards', () => {
  startedWithout('shards');

  it('a wallet is accepted, and what only its shard knows is a 503 that says when to ask again', async () => {
    const user = await given.user();
    const wallet = freshWalletId(world);
    expect(await when.createWallet(user, wallet)).toMatchObject({ status: 202, body: { status: 'CREATING' } });
    for (const response of [
      await when.balance(user, wallet),
      await when.statement(user, wallet),
      await when.statementCsv(user, wallet),
      await when.statementReceipt(user, wallet, '1'),
    ]) {
      then.isProblem(response, 503, 'unavailable');
      expect(response.headers['retry-after']).toBe('1');
      expect(response.body).toMatchObject({
        detail: 'The service cannot take this request now. Nothing was done. Try again shortly.',
      });
    }
    then.isProblem(await when.balance(await given.user(), wallet), 404, 'wallet_not_found');
  });

  it('a transfer is aborted, but not final before its shards have settled it', async () => {
    const treasury = await given.treasury();
    const { walletId: from } = world.treasury;
    const txId = then.isAccepted(await when.transfer(treasury, { from, to: freshWalletId(world), amount: '1' }));
    const transaction = await eventually(async () => {
      const seen = then.isTransaction(await when.transaction(treasury, from, txId));
      return seen.timeline.some((entry) => 'decision' in entry) && seen;
    }, then.patience(world));
    expect(transaction).toMatchObject({ status: 'PROCESSING', note: 'transaction in processing' });
    expect(transaction.timeline.at(-1)).toMatchObject({ decision: 'ABORT' });
  });

  it('a transfer that is waited for is accepted, and has its current status', async () => {
    const treasury = await given.treasury();
    const order = { from: world.treasury.walletId, to: freshWalletId(world), amount: '1' };
    const response = await when.transfer(treasury, order, 'waited-for', 'wait=10');
    const TxID = then.isAccepted(response);
    expect(response.body).toEqual({ TxID, status: 'PROCESSING' });
    // Its run ended without settling. The sweeper starts another one.
    expect(response.headers).not.toHaveProperty('preference-applied');
    expect(await when.transfer(treasury, order, 'waited-for', 'wait=10')).toMatchObject({
      status: 202,
      body: { TxID, status: 'PROCESSING' },
    });
  });
});

describe('during an outage of Step Functions', () => {
  startedWithout('step functions');

  it('wallets and transfers are accepted, and stay pending for the sweeper', async () => {
    const user = await given.user();
    const wallet = freshWalletId(world);
    expect(await when.createWallet(user, wallet)).toMatchObject({ status: 202, body: { status: 'CREATING' } });
    const order = { from: wallet, to: '1', amount: '1' };
    const waitedFor = await when.transfer(user, order, undefined, 'wait=10');
    expect(waitedFor).toMatchObject({ status: 202, body: { TxID: then.isAccepted(waitedFor), status: 'PENDING' } });
    expect(waitedFor.headers).not.toHaveProperty('preference-applied');
    const txId = then.isAccepted(await when.transfer(user, order));
    const transaction = then.isTransaction(await when.transaction(user, wallet, txId));
    expect(transaction).toMatchObject({ status: 'PENDING', note: 'transaction initiated' });
    expect(transaction.timeline).toEqual([{ at: transaction.initiated_at, status: 'PENDING' }]);
    const { wallets, journal } = world.tables;
    const contents = await world.tables.contents();
    const unfinished = [...(contents[wallets] ?? []), ...(contents[journal] ?? [])].filter((item) =>
      item.includes('"open":'),
    );
    expect(unfinished).toHaveLength(3);
  });
});
