import type { ApiResponse } from '../api.ts';
import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import { freshWalletId } from '../wallet-ids.ts';
import { when as whenSteps } from '../when.ts';
import type { User, World } from '../world.ts';
import { tampered, unsigned } from './forged-tokens.ts';

/** Errors that every route has. */
export function errorsContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const aTransaction = '01ARZ3NDEKTSV4RRFFQ69G5FAV';

  /** Every route for one of the user's wallets. */
  const onWallet: [string, (user: User | undefined, wallet: string) => Promise<ApiResponse>][] = [
    ['GET /api/user/balance/{id}', (user, wallet) => when.balance(user, wallet)],
    ['GET /api/user/transactions/{id}', (user, wallet) => when.transactions(user, wallet)],
    ['GET /api/user/balance/{id}?at=', (user, wallet) => when.balance(user, wallet, '?at=2026-01-01T00:00:00Z')],
    ['GET /api/user/balance/{id}/at/{time}', (user, wallet) => when.balanceAt(user, wallet, '2026-01-01T00:00:00Z')],
    [
      'GET /api/user/transactions/{id}?reference=',
      (user, wallet) => when.transactions(user, wallet, '?reference=INV-1'),
    ],
    ['GET /api/user/statement/{id}', (user, wallet) => when.statement(user, wallet)],
    ['GET /api/user/statement/{id}/csv', (user, wallet) => when.statementCsv(user, wallet)],
    ['GET /api/user/transactions/{id}/csv', (user, wallet) => when.csv(user, wallet)],
    ['GET /api/user/transactions/{id}/{TxID}', (user, wallet) => when.transaction(user, wallet, aTransaction)],
    ['GET /api/user/statement/{id}/{seq}/receipt', (user, wallet) => when.statementReceipt(user, wallet, '1')],
    [
      'GET /api/user/transactions/{id}/{TxID}/receipt',
      (user, wallet) => when.transactionReceipt(user, wallet, aTransaction),
    ],
    ['GET /api/user/wallets/{id}', (user, wallet) => when.wallet(user, wallet)],
    ['PATCH /api/user/wallets/{id}', (user, wallet) => when.changeWallet(user, wallet, { name: 'Mine' })],
    ['GET /api/user/wallets/{id}/controls', (user, wallet) => when.controls(user, wallet)],
    ['PATCH /api/user/wallets/{id}/controls', (user, wallet) => when.changeControls(user, wallet, { frozen: 'all' })],
    ['POST /api/user/wallets/{id}/close', (user, wallet) => when.closeWallet(user, wallet)],
    ['POST /api/user/do_transaction', (user, wallet) => when.transfer(user, { from: wallet, to: '1', amount: '1' })],
  ];
  /** Every route under /api. */
  const forUsers: typeof onWallet = [
    ...onWallet,
    ['POST /api/user/create_wallet', (user, wallet) => when.createWallet(user, wallet)],
    ['GET /api/user/wallets', (user) => when.wallets(user)],
    ['POST /api/user/transfers:batch', (user, wallet) => when.batch(user, [{ from_id: wallet }])],
  ];

  it.each(onWallet)(
    '%s gives another user’s wallet and a missing wallet the same response, to the byte',
    async (_, ask) => {
      const { wallet } = await given.userWithWallet();
      const stranger = await given.user();
      const foreign = await ask(stranger, wallet);
      const missing = await ask(stranger, freshWalletId(world()));
      then.isProblem(foreign, 404, 'wallet_not_found');
      expect(missing.text).toBe(foreign.text);
      expect(Object.keys(missing.headers)).toEqual(Object.keys(foreign.headers));
    },
  );

  it.each(onWallet.slice(0, -1))('%s gives an invalid wallet id the response of a missing wallet', async (_, ask) => {
    then.isProblem(await ask(await given.user(), 'abc'), 404, 'wallet_not_found');
  });

  it.each(forUsers)('%s requires a valid token', async (_, ask) => {
    const user = await given.user();
    const wallet = freshWalletId(world());
    then.isUnauthenticated(await ask(undefined, wallet));
    then.isUnauthenticated(await ask({ ...user, token: 'garbage' }, wallet));
    then.isUnauthenticated(await ask({ ...user, token: unsigned(user.token) }, wallet));
    then.isUnauthenticated(await ask({ ...user, token: tampered(user.token) }, wallet));
  });

  it.each([
    ['GET', '/api/user/nothing'],
    ['POST', '/auth/nothing'],
    ['POST', '/api/createwallet'],
  ])('%s %s is an unknown route', async (method, path) => {
    then.isProblem(await world().api.request(method, path, {}), 404, 'route_not_found');
  });

  it.each<[string, Record<string, string>]>([
    ['a space before the parameters of its content type', { 'content-type': 'application/json ;charset=utf-8' }],
    ['a charset in capitals', { 'content-type': 'application/json; charset=UTF-8' }],
    ['the content encoding "identity"', { 'content-encoding': 'identity' }],
  ])('The API accepts a body with %s', async (_, headers) => {
    const { login, password } = await given.user();
    then.isSession(await world().api.request('POST', '/auth/login', { body: { login, password }, headers }));
  });

  it('The API accepts a token after several spaces', async () => {
    const { token } = await given.user();
    const headers = { authorization: `Bearer   ${token}` };
    expect(await world().api.request('GET', '/api/user/wallets', { headers })).toMatchObject({ status: 200 });
  });

  it('The API refuses a body in another charset', async () => {
    const { login, password } = await given.user();
    const headers = { 'content-type': 'application/json; charset=utf-16' };
    const response = await world().api.request('POST', '/auth/login', { body: { login, password }, headers });
    then.isProblem(response, 415, 'unsupported_media_type');
  });

  it('The API refuses a body that is not UTF-8', async () => {
    const { login } = await given.user();
    const text = JSON.stringify({ login, password: 'a wrong password ?' });
    const rawBody = new Uint8Array(Buffer.from(text.replace('?', '\xff'), 'latin1'));
    const response = await world().api.request('POST', '/auth/login', { rawBody });
    then.isProblem(response, 400, 'invalid_input', ['body']);
  });

  it('The API refuses inexact numbers, duplicate members, unknown query parameters and repeated ones', async () => {
    const { user, wallet } = await given.userWithWallet();
    const post = (amount: string, query = '') =>
      world().api.request('POST', `/api/user/do_transaction${query}`, {
        token: user.token,
        rawBody: `{"from_id":"${wallet}","to_id":"1","amount":${amount}}`,
      });
    for (const amount of ['0.99999999999999999', '1e2', '9007199254740991.4', '1,"a\\u006dount":1']) {
      then.isProblem(await post(amount), 400, 'invalid_input', ['amount']);
    }
    then.isProblem(await post('1', '?Wait=1'), 400, 'invalid_input', ['Wait']);
    then.isProblem(await when.transactions(user, wallet, '?Limit=5'), 400, 'invalid_input', ['Limit']);
    const twice = '?status=FAILED&status=INVALID';
    then.isProblem(await when.transactions(user, wallet, twice), 400, 'invalid_input', ['status']);
  });

  it('The API refuses a body of 11 MB', async () => {
    const body = { login: 'x'.repeat(11_000_000), password: 'a good password' };
    expect(await when.register(body)).toMatchObject({ status: 413 });
  });
}
