import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { Users } from '../../../lib/store/users.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { runOperator } from '../../support/in-process/operator.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import { isMade, keySteps } from '../../support/steps/key-steps.ts';
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
  const given = ['--data', 'no-such-folder', '--json', ...argv];
  const { code, out, err } = await runOperator(given, await world.operatorEnvironment());
  return { code, err, json: out === '' ? undefined : JSON.parse(out) };
}
const because = ['--reason', 'a test'];

describe('a user whom an operator has blocked', () => {
  it('cannot log in from then on, and can once the operator lifts it', async () => {
    const { login, password } = await given.user();
    expect((await operator('users', 'block', login.toUpperCase(), ...because)).json).toEqual({
      login,
      blocked_at: expect.any(String),
    });
    then.isProblem(await when.login({ login, password }), 401, 'user_blocked');
    expect((await operator('users', 'unblock', login, ...because)).json).toEqual({ login });
    then.isSession(await when.login({ login, password }));
  });

  it('has no session from then on', async () => {
    const user = await given.user();
    const login = await when.login({ login: user.login, password: user.password });
    const { refresh_token } = z.object({ refresh_token: z.string() }).parse(login.body);
    await operator('users', 'block', user.login, ...because);
    const refreshed = await world.api.request('POST', '/auth/refresh', { body: { refresh_token } });
    then.isProblem(refreshed, 401, 'session_ended');
    await operator('users', 'unblock', user.login, ...because);
    then.isProblem(await world.api.request('POST', '/auth/refresh', { body: { refresh_token } }), 401, 'session_ended');
  });

  it('has no key that is accepted until the operator lifts it', async () => {
    const { user, wallet } = await given.userWithWallet();
    const keys = keySteps(() => world);
    const { key: token, key_id } = isMade(await keys.make(user, { name: 'Shop', read: 'all' }));
    expect(await when.balance({ token }, wallet)).toMatchObject({ status: 200 });
    await operator('users', 'block', user.login, ...because);
    then.isUnauthenticated(await when.balance({ token }, wallet));
    then.isUnauthenticated(await keys.make(user, { name: 'Shop', read: 'all' }));
    const { json } = await operator('users', 'show', user.login);
    expect(json).toMatchObject({ keys: [{ key_id, status: 'active' }] });
    expect(JSON.stringify(json)).not.toContain('Shop');
    await operator('users', 'unblock', user.login, ...because);
    expect(await when.balance({ token }, wallet)).toMatchObject({ status: 200 });
  });

  it('gives who guesses the password the response of an unknown login, to the byte', async () => {
    const { login } = await given.user();
    await operator('users', 'block', login, ...because);
    const guess = { password: 'not the password' };
    const blocked = await when.login({ ...guess, login });
    then.isProblem(blocked, 401, 'wrong_credentials');
    expect(blocked.text).toBe((await when.login({ ...guess, login: 'an-unknown-login' })).text);
  });

  it('is throttled like one who fails to log in', async () => {
    const { login, password } = await given.user();
    await operator('users', 'block', login, ...because);
    const codes = [];
    for (let n = 0; n < 6; n++) codes.push((await when.login({ login, password })).status);
    expect(codes).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('keeps the wallets and the money', async () => {
    const { user, wallet } = await given.userWithWallet({ money: 10 });
    const { json: blocked } = await operator('users', 'block', user.login, ...because);
    expect(blocked).toHaveProperty('blocked_at');
    const payer = await given.userWithWallet({ money: 5 });
    await given.transfer(payer.user, { from: payer.wallet, to: wallet, amount: 5 });
    expect((await operator('users', 'show', user.login)).json).toMatchObject({
      login: user.login,
      blocked_at: expect.any(String),
      wallets: [{ wallet_id: wallet, status: 'ACTIVE' }],
    });
    await operator('users', 'unblock', user.login, ...because);
    const token = then.isSession(await when.login({ login: user.login, password: user.password }));
    expect(await when.balance({ token }, wallet)).toMatchObject({ body: { balance: '15' } });
  });

  it('stays blocked since the first time', async () => {
    const { login } = await given.user();
    const { json: first } = await operator('users', 'block', login, ...because);
    expect((await operator('users', 'block', login, ...because)).json).toEqual(first);
  });
});

describe('a user whose password an operator has reset', () => {
  const another = () => `another-${randomUUID()}`;
  const codeFor = async (login: string, ...more: string[]) =>
    z.object({ code: z.string() }).parse((await operator('users', 'reset-password', login, ...more, ...because)).json)
      .code;

  it('has no session, and logs in with the password that they set with the code, which works once', async () => {
    const { login, password } = await given.user();
    const { refresh_token } = then.hasTokens(await when.login({ login, password }));
    const code = await codeFor(login);
    then.isProblem(await when.refresh(refresh_token), 401, 'session_ended');
    then.isProblem(await when.login({ login, password }), 401, 'wrong_credentials');
    const reset = { login, code: code.toLowerCase(), new_password: another() };
    expect(await when.resetPassword(reset)).toMatchObject({ status: 204, text: '' });
    const { token } = then.hasTokens(await when.login({ login, password: reset.new_password }));
    then.isProblem(await when.resetPassword({ ...reset, new_password: another() }), 401, 'wrong_reset_code');
    const seen = then.isSignIns(await when.signIns({ token })).map(({ event, result }) => `${event} ${result}`);
    expect(seen.slice(0, 3)).toEqual(['password_reset wrong_code', 'login succeeded', 'password_reset succeeded']);
  });

  it('sets it with the last code alone, and with that of no other user', async () => {
    const [ann, bob] = [await given.user(), await given.user()];
    const first = await codeFor(ann.login);
    const second = await codeFor(ann.login);
    const ofBob = await codeFor(bob.login);
    for (const code of [first, ofBob])
      then.isProblem(
        await when.resetPassword({ login: ann.login, code, new_password: another() }),
        401,
        'wrong_reset_code',
      );
    const reset = { login: ann.login, code: second, new_password: another() };
    expect(await when.resetPassword(reset)).toMatchObject({ status: 204 });
  });

  it('cannot set it once the code has expired', async () => {
    const { login } = await given.user();
    const users = new Users(world.tables.documents, world.tables.users);
    const code = await codeFor(login, '--hours', '1');
    const hash = (await users.byLogin(login))?.reset?.codeHash ?? '';
    const expired = { passwordHash: 'none', changedAt: new Date().toISOString(), codeHash: hash };
    await users.offerReset(login, { ...expired, expiresAt: Date.now() - 1 });
    then.isProblem(await when.resetPassword({ login, code, new_password: another() }), 401, 'wrong_reset_code');
  });

  it('stays blocked if they are', async () => {
    const { login } = await given.user();
    await operator('users', 'block', login, ...because);
    const reset = { login, code: await codeFor(login), new_password: another() };
    expect(await when.resetPassword(reset)).toMatchObject({ status: 204 });
    then.isProblem(await when.login({ login, password: reset.new_password }), 401, 'user_blocked');
  });

  it('leaves no code in the operator log', async () => {
    const { login } = await given.user();
    const code = await codeFor(login);
    expect(JSON.stringify((await operator('log', '--limit', '5')).json)).not.toContain(code);
  });
});

describe('the sessions of a user, for an operator', () => {
  it('are listed with the sign-ins, and end together', async () => {
    const { login, password } = await given.user();
    await when.login({ login, password: 'not this one' });
    const { refresh_token } = then.hasTokens(await when.login({ login, password }));
    const { json } = await operator('users', 'sessions', login);
    expect(json).toMatchObject({
      sessions: [{ session_id: expect.any(String) }, {}],
      sign_ins: [{ result: 'succeeded' }, { result: 'wrong_password' }, { event: 'registration' }],
    });
    expect(JSON.stringify(json)).not.toContain(refresh_token.split('.').at(-1));
    expect((await operator('users', 'end-sessions', login, ...because)).json).toEqual({ login, ended: 2 });
    then.isProblem(await when.refresh(refresh_token), 401, 'session_ended');
    then.hasTokens(await when.login({ login, password }));
  });
});

describe('a user who has deleted the account', () => {
  it('is shown as deleted, with the wallets, and cannot be blocked', async () => {
    const { user, wallet } = await given.userWithWallet();
    const { json: before } = await operator('users', 'show', user.login);
    await when.closeWallet(user, wallet);
    expect(await when.deleteAccount(user, { password: user.password })).toMatchObject({ status: 204 });
    const { json } = await operator('users', 'show', user.login.toUpperCase());
    expect(json).toMatchObject({
      login: user.login,
      user_id: before.user_id,
      deleted_at: expect.any(String),
      login_free_at: expect.any(String),
      wallets: [{ wallet_id: wallet }],
    });
    expect(json).not.toHaveProperty('created_at');
    const days = (Date.parse(json.login_free_at) - Date.parse(json.deleted_at)) / 86_400_000;
    expect(Math.round(days)).toBe(90);
    const { out } = await runOperator(
      ['--data', 'no-such-folder', 'users', 'show', user.login],
      await world.operatorEnvironment(),
    );
    expect(out).toContain(`deleted ${json.deleted_at}`);
    const { err } = await operator('users', 'block', user.login, ...because);
    expect(err).toBe(`there is no user "${user.login}"\n`);
  });
});

describe('a user whom an operator deletes', () => {
  it('is gone with the sessions, once the wallets are closed', async () => {
    const { user, wallet } = await given.userWithWallet();
    const { token } = then.hasTokens(await when.login({ login: user.login, password: user.password }));
    const early = await operator('users', 'delete', user.login, ...because);
    expect([early.code, early.err]).toEqual([1, '1 wallet is not closed.\n']);
    expect(await when.wallets({ token })).toMatchObject({ status: 200 });
    await when.closeWallet(user, wallet);
    const { json } = await operator('users', 'delete', user.login.toUpperCase(), ...because);
    expect(json).toEqual({ login: user.login, deleted_at: expect.any(String), login_free_at: expect.any(String) });
    then.isProblem(await when.login({ login: user.login, password: user.password }), 401, 'wrong_credentials');
    then.isProblem(await when.register({ login: user.login, password: user.password }), 409, 'login_taken');
    expect((await operator('users', 'show', user.login)).json).toMatchObject({ deleted_at: expect.any(String) });
    const { err } = await operator('users', 'delete', user.login, ...because);
    expect(err).toBe(`there is no user "${user.login}"\n`);
  });
});

describe('the commands for users', () => {
  const VERBS = [
    'show',
    'sessions',
    'block',
    'unblock',
    'end-sessions',
    'reset-password',
    'remove-second-factor',
    'delete',
  ];
  it.each(VERBS)('say that there is no such user (%s)', async (verb) => {
    const reads = verb === 'show' || verb === 'sessions';
    const { code, err } = await operator('users', verb, 'nobody', ...(reads ? [] : because));
    expect([code, err]).toEqual([1, 'there is no user "nobody"\n']);
  });

  it('delete no treasury', async () => {
    const { code, err } = await operator('users', 'delete', 'Treasury', ...because);
    expect([code, err]).toEqual([1, 'the treasury is not deleted\n']);
  });

  it('reset no password of the treasury', async () => {
    const { code, err } = await operator('users', 'reset-password', 'Treasury', ...because);
    expect([code, err]).toEqual([1, expect.stringContaining('the treasury has no password but that of a faucet')]);
  });

  it('show neither the password nor what the owner calls a wallet', async () => {
    const { user, wallet } = await given.userWithWallet();
    const { json } = await operator('users', 'show', user.login);
    expect(json).toEqual({
      login: user.login,
      user_id: expect.any(String),
      created_at: expect.any(String),
      keys: [],
      wallets: [{ wallet_id: wallet, status: 'ACTIVE', created_at: expect.any(String) }],
    });
  });
});
