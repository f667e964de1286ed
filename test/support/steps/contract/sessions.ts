import { randomUUID } from 'node:crypto';
import { eventually } from '../../environment/eventually.ts';
import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import { when as whenSteps } from '../when.ts';
import type { User, World } from '../world.ts';

/** Refresh tokens, the list of sessions, their end, and the change of the password. */
export function sessionsContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);

  /** Begins another session of a user. */
  const logIn = async ({ login, password }: Pick<User, 'login' | 'password'>) =>
    then.hasTokens(await when.login({ login, password }));
  const another = () => `another-${randomUUID()}`;
  /** A revocation reaches every function within two seconds. */
  const stops = (token: string) =>
    eventually(async () => (await when.wallets({ token })).status === 401, then.patience(world()));

  describe('POST /auth/refresh', () => {
    it('returns a token that /api accepts, and another refresh token', async () => {
      const first = await logIn(await given.user());
      const second = then.hasTokens(await when.refresh(first.refresh_token));
      expect(second.refresh_token).not.toBe(first.refresh_token);
      expect(await when.wallets({ token: second.token })).toMatchObject({ status: 200 });
      then.hasTokens(await when.refresh(second.refresh_token));
    });

    it('returns the same refresh token to a repeated request, and to several at the same time', async () => {
      const { refresh_token } = await logIn(await given.user());
      const responses = await Promise.all(Array.from({ length: 4 }, () => when.refresh(refresh_token)));
      const successors = responses.map((response) => then.hasTokens(response).refresh_token);
      expect(new Set(successors).size).toBe(1);
      then.hasTokens(await when.refresh(successors[0]));
    });

    it('ends the session when a token comes back that was replaced before the last one', async () => {
      const user = await given.user();
      const first = await logIn(user);
      const other = await logIn(user);
      const second = then.hasTokens(await when.refresh(first.refresh_token));
      const third = then.hasTokens(await when.refresh(second.refresh_token));
      then.isProblem(await when.refresh(first.refresh_token), 401, 'session_ended');
      then.isProblem(await when.refresh(third.refresh_token), 401, 'session_ended');
      await stops(third.token);
      then.hasTokens(await when.refresh(other.refresh_token));
    });

    it('refuses a guess with the ids of a session, and the session goes on', async () => {
      const { refresh_token } = await logIn(await given.user());
      const guess = refresh_token.replaceAll(/[0-9a-f]{32,}/g, (secret) => 'f'.repeat(secret.length));
      expect(guess).not.toBe(refresh_token);
      for (const wrong of [guess, 'garbage']) then.isProblem(await when.refresh(wrong), 401, 'session_ended');
      then.hasTokens(await when.refresh(refresh_token));
    });

    it('names the field that breaks a rule', async () => {
      then.isProblem(await when.refresh(7), 400, 'invalid_input', ['refresh_token']);
      then.isProblem(await when.refresh('x'.repeat(513)), 400, 'invalid_input', ['refresh_token']);
    });
  });

  describe('POST /auth/logout', () => {
    it('ends the session of the token and no other', async () => {
      const user = await given.user();
      const [here, there] = [await logIn(user), await logIn(user)];
      expect(await when.logout({ token: here.token })).toMatchObject({ status: 204, text: '' });
      then.isProblem(await when.refresh(here.refresh_token), 401, 'session_ended');
      await stops(here.token);
      expect(await when.wallets({ token: there.token })).toMatchObject({ status: 200 });
    });

    it('ends every session with `all`, and the next login works at once', async () => {
      const user = await given.user();
      const [here, there] = [await logIn(user), await logIn(user)];
      expect(await when.logout({ token: here.token }, { all: true })).toMatchObject({ status: 204 });
      then.isProblem(await when.refresh(there.refresh_token), 401, 'session_ended');
      for (const { token } of [user, here, there]) await stops(token);
      const { token } = await logIn(user);
      expect(await when.wallets({ token })).toMatchObject({ status: 200 });
    });
  });

  describe('GET /auth/sessions', () => {
    it('lists the sessions of the caller, the last used first, with the network and not the address', async () => {
      const user = await given.user();
      const { token, refresh_token } = await logIn(user);
      await when.refresh(refresh_token, 'a test/1.0');
      const listed = then.isSessions(await when.sessions({ token }));
      expect(listed.map(({ current }) => current)).toEqual([true, false]);
      expect(listed[0]).toMatchObject({ user_agent: 'a test/1.0', network: expect.stringMatching(/^$|\/(24|48)$/) });
      expect(Date.parse(listed[0]?.begun_at ?? '')).toBeGreaterThan(Date.parse(listed[1]?.begun_at ?? ''));
    });
  });

  describe('GET /auth/sign-ins', () => {
    it('lists what began a session of the caller and what failed, the newest first', async () => {
      const user = await given.user();
      then.isProblem(await when.login({ login: user.login, password: 'not this one' }), 401, 'wrong_credentials');
      const { token } = await logIn(user);
      const wrong = { password: 'not this one', new_password: another() };
      then.isProblem(await when.changePassword({ token }, wrong), 422, 'wrong_password');
      const listed = then.isSignIns(await when.signIns({ token }));
      expect(listed.map(({ event, result }) => `${event} ${result}`)).toEqual([
        'password_change wrong_password',
        'login succeeded',
        'login wrong_password',
        'registration succeeded',
      ]);
      for (const { network } of listed) expect(network).toMatch(/^$|\/(24|48)$/);
    });

    it('has no sign-in of another user, and none of a login that nobody had', async () => {
      const login = `later-${randomUUID()}`;
      const password = 'nineteen calm otters';
      then.isProblem(await when.login({ login, password }), 401, 'wrong_credentials');
      const { token } = then.hasTokens(await when.register({ login, password }));
      expect(then.isSignIns(await when.signIns({ token }))).toEqual([
        expect.objectContaining({ event: 'registration', result: 'succeeded' }),
      ]);
    });
  });

  describe('POST /auth/reset', () => {
    const code = '7Q2KD-X0M4R-9TB3H-ZC8VA-1NWEP-64TGK';

    it('gives a wrong code, a text that is none and an unknown login the same response', async () => {
      const { login } = await given.user();
      const reset = { login, code, new_password: another() };
      const wrong = [reset, { ...reset, code: 'no code' }, { ...reset, login: `nobody-${randomUUID()}` }];
      const responses = await Promise.all(wrong.map((body) => when.resetPassword(body)));
      for (const response of responses) then.isProblem(response, 401, 'wrong_reset_code');
      expect(new Set(responses.map(({ text }) => text)).size).toBe(1);
    });

    it('names the field that breaks a rule', async () => {
      const { login } = await given.user();
      then.isProblem(await when.resetPassword({}), 400, 'invalid_input', ['login', 'code', 'new_password']);
      const weak = { login, code, new_password: 'Password123' };
      then.isProblem(await when.resetPassword(weak), 400, 'invalid_input', ['new_password']);
    });
  });

  describe('DELETE /auth/sessions/{SessionID}', () => {
    it('ends one session of the caller', async () => {
      const user = await given.user();
      const [here, there] = [await logIn(user), await logIn(user)];
      const listed = then.isSessions(await when.sessions({ token: there.token }));
      const id = listed.find(({ current }) => current)?.session_id ?? '';
      expect(await when.endSession({ token: here.token }, id)).toMatchObject({ status: 204 });
      await stops(there.token);
      then.isProblem(await when.refresh(there.refresh_token), 401, 'session_ended');
      expect(then.isSessions(await when.sessions({ token: here.token }))).toHaveLength(2);
    });

    it('gives the session of another user, a missing one and a malformed id the same 404', async () => {
      const [user, stranger] = [await given.user(), await given.user()];
      const [own] = then.isSessions(await when.sessions(user));
      const ids = [own?.session_id ?? '', '01ARZ3NDEKTSV4RRFFQ69G5FAV', 'no-id', '%23'];
      const responses = await Promise.all(ids.map((id) => when.endSession(stranger, id)));
      for (const response of responses) then.isProblem(response, 404, 'session_not_found');
      expect(new Set(responses.map(({ text }) => text)).size).toBe(1);
      expect(await when.wallets(user)).toMatchObject({ status: 200 });
    });
  });

  describe('POST /auth/password', () => {
    it('changes the password, ends every session and begins another one', async () => {
      const user = await given.user();
      const there = await logIn(user);
      const password = another();
      const changed = await when.changePassword(user, { password: user.password, new_password: password });
      const { token, refresh_token } = then.hasTokens(changed);
      expect(await when.wallets({ token })).toMatchObject({ status: 200 });
      then.isProblem(await when.refresh(there.refresh_token), 401, 'session_ended');
      for (const old of [user.token, there.token]) await stops(old);
      then.isProblem(await when.login({ login: user.login, password: user.password }), 401, 'wrong_credentials');
      await logIn({ login: user.login, password });
      then.hasTokens(await when.refresh(refresh_token));
      expect(then.isSessions(await when.sessions({ token }))).toHaveLength(2);
    });

    it('refuses a wrong current password, and after some of them also a login', async () => {
      const user = await given.user();
      const body = { password: 'not the password', new_password: another() };
      then.isProblem(await when.changePassword(user, body), 422, 'wrong_password');
      await eventually(async () => (await when.changePassword(user, body)).status === 429, then.patience(world()));
      then.isProblem(await when.login({ login: user.login, password: user.password }), 429, 'too_many_attempts');
    });

    it('has the rules of a registration for the new password', async () => {
      const user = await given.user();
      const { password } = user;
      const broken = (new_password: string) => when.changePassword(user, { password, new_password });
      for (const new_password of ['short', 'Password123', `xx ${user.login}`, password]) {
        then.isProblem(await broken(new_password), 400, 'invalid_input', ['new_password']);
      }
      then.isProblem(await when.changePassword(user, {}), 400, 'invalid_input', ['password', 'new_password']);
    });
  });
}
