import { ScheduledTransfer } from '../../../../lib/api/scheduled-transfer.ts';
import { eventually } from '../../environment/eventually.ts';
import { codeOf, factorSteps, isEnrolment, isRecoveryCodes, nextCodeOf } from '../factor-steps.ts';
import { given as givenSteps } from '../given.ts';
import { keySteps } from '../key-steps.ts';
import * as then from '../then.ts';
import { when as whenSteps } from '../when.ts';
import type { User, World } from '../world.ts';

/** Authenticator apps, recovery codes, logins with them, and the step-up. */
export function secondFactorsContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const factors = factorSteps(world);
  const withApp = async (): Promise<{ user: User; secret: string; recoveryCodes: readonly string[] }> => {
    const user = await given.user();
    return { user, ...(await factors.added(user)) };
  };

  describe('a second factor', () => {
    it('is none at first, and the login of such a user is as before', async () => {
      const user = await given.user();
      expect(await factors.factors(user)).toMatchObject({ status: 200, body: { recovery_codes: 0 } });
      const { body } = await when.login({ login: user.login, password: user.password });
      expect(Object.keys(Object(body))).toEqual([
        'token',
        'token_type',
        'expires_in',
        'refresh_token',
        'refresh_expires_in',
      ]);
    });

    it('counts from its first code on', async () => {
      const user = await given.user();
      const { secret, uri } = isEnrolment(await factors.enrol(user));
      expect(uri).toContain(`secret=${secret}`);
      then.hasTokens(await when.login({ login: user.login, password: user.password }));
      then.isProblem(await factors.confirm(user, '000000x'), 422, 'wrong_code');
      expect(isRecoveryCodes(await factors.confirm(user, codeOf(secret, Date.now())))).toHaveLength(10);
      const { body } = await factors.factors(user);
      expect(body).toMatchObject({ totp: { since: expect.any(String) }, recovery_codes: 10 });
      expect(JSON.stringify(body)).not.toContain(secret);
      then.isProblem(await factors.enrol(user), 409, 'factor_exists');
    });

    it('is added once by confirmations at the same time', async () => {
      const user = await given.user();
      const { secret } = isEnrolment(await factors.enrol(user));
      const code = codeOf(secret, Date.now());
      const responses = await Promise.all([1, 2].map(() => factors.confirm(user, code)));
      const refused = responses.filter(({ status }) => status !== 200);
      expect(refused).toHaveLength(1);
      expect(['factor_exists', 'factor_not_found', 'too_many_attempts']).toContain(Object(refused[0]?.body).code);
    });

    it('is asked for at a login, with a challenge in place of tokens', async () => {
      const { user, secret } = await withApp();
      const response = await when.login({ login: user.login, password: user.password });
      const { challenge, expires_in } = then.isProblem(response, 401, 'second_factor_required');
      expect(expires_in).toBe(300);
      expect(response.headers.authorization).toBeUndefined();
      then.isUnauthenticated(await when.wallets({ token: challenge ?? '' }));
      const { token } = then.hasTokens(await factors.loginWithCode(challenge, nextCodeOf(secret)));
      expect(await when.wallets({ token })).toMatchObject({ status: 200 });
    });

    it('is not asked for after a wrong password', async () => {
      const { user } = await withApp();
      then.isProblem(await when.login({ login: user.login, password: 'not the password' }), 401, 'wrong_credentials');
    });

    it('takes a code once, whatever it was for, and also of two requests at once', async () => {
      const { user, secret } = await withApp();
      const challenge = await factors.challenge(user);
      const code = nextCodeOf(secret);
      const twice = await Promise.all([1, 2].map(() => factors.loginWithCode(challenge, code)));
      expect(twice.map(({ status }) => status).sort()).toEqual([200, 422]);
      then.isProblem(await factors.loginWithCode(challenge, code), 422, 'wrong_code');
      then.isProblem(await factors.stepUp(user, { code }), 422, 'wrong_code');
    });

    it('is replaced by a recovery code, each once, in any letter case, until new ones are made', async () => {
      const { user, recoveryCodes } = await withApp();
      const [first = '', second = ''] = recoveryCodes;
      const challenge = await factors.challenge(user);
      then.hasTokens(await factors.loginWithCode(challenge, first.toUpperCase().replaceAll('-', ' ')));
      then.isProblem(await factors.loginWithCode(challenge, first), 422, 'wrong_code');
      expect(await factors.factors(user)).toMatchObject({ body: { recovery_codes: 9 } });
      const [renewed = ''] = isRecoveryCodes(await factors.renew(user));
      then.isProblem(await factors.loginWithCode(challenge, second), 422, 'wrong_code');
      then.hasTokens(await factors.loginWithCode(challenge, renewed));
    });

    it('cannot be guessed: wrong codes make the wait longer, and a right password does not shorten it', async () => {
      const { user, recoveryCodes } = await withApp();
      const guess = async () => (await factors.loginWithCode(await factors.challenge(user), '000000')).status;
      await eventually(async () => (await guess()) === 429, then.patience(world()));
      const [code] = recoveryCodes;
      const challenge = await factors.challenge(user);
      then.isProblem(await factors.loginWithCode(challenge, code), 429, 'too_many_attempts');
    });

    it('can be removed, and logins need the password alone then', async () => {
      const { user } = await withApp();
      expect(await factors.remove(user)).toMatchObject({ status: 204 });
      then.hasTokens(await when.login({ login: user.login, password: user.password }));
      then.isProblem(await factors.remove(user), 404, 'factor_not_found');
      then.isProblem(await factors.renew(user), 404, 'factor_not_found');
      then.isProblem(await factors.confirm(user, '123456'), 404, 'factor_not_found');
    });

    it('is not given by a challenge of others, a token, or one from before a change of the password', async () => {
      const { user, recoveryCodes } = await withApp();
      const challenge = await factors.challenge(user);
      const password = `another-${user.login}`.replace('user', 'word');
      const { token } = then.hasTokens(
        await when.changePassword(user, { password: user.password, new_password: `${password.slice(0, 20)} and more` }),
      );
      for (const other of [challenge, token, 'no challenge', `${challenge}x`]) {
        then.isProblem(await factors.loginWithCode(other, recoveryCodes[0]), 401, 'challenge_ended');
      }
    });
  });

  describe('POST /auth/step_up', () => {
    it('confirms a session by the password of a user without a second factor', async () => {
      const user = await given.user();
      then.isProblem(await factors.stepUp(user, { password: 'not the password' }), 422, 'wrong_password');
      const { status, body } = await factors.stepUp(user, { password: user.password });
      expect([status, body]).toEqual([200, { confirmed_until: expect.any(String) }]);
      then.isProblem(await factors.stepUp(user, { code: '123456' }), 400, 'invalid_input', ['password']);
    });

    it('shows the user each wrong password and each wrong code among the sign-ins', async () => {
      const { user } = await withApp();
      const other = await given.user();
      then.isProblem(await factors.stepUp(user, { code: 'no code' }), 422, 'wrong_code');
      then.isProblem(await factors.stepUp(other, { password: 'not the password' }), 422, 'wrong_password');
      const [wrongCode] = then.isSignIns(await when.signIns(user));
      expect(wrongCode).toMatchObject({ event: 'step_up', result: 'wrong_code' });
      const [wrongPassword] = then.isSignIns(await when.signIns(other));
      expect(wrongPassword).toMatchObject({ event: 'step_up', result: 'wrong_password' });
    });

    it('needs a code of a user with a second factor: the password is not enough', async () => {
      const { user, secret } = await withApp();
      const { password } = user;
      then.isProblem(await factors.stepUp(user, { password }), 400, 'invalid_input', ['code']);
      expect(await factors.stepUp(user, { code: nextCodeOf(secret) })).toMatchObject({ status: 200 });
    });

    it('is needed to change factors in a session that a password alone has begun before', async () => {
      const user = await given.user();
      const older = then.hasTokens(await when.login({ login: user.login, password: user.password }));
      const { recoveryCodes } = await factors.added(user);
      for (const change of [factors.remove, factors.renew]) {
        const refused = await change({ token: older.token });
        then.isProblem(refused, 403, 'step_up_required');
        expect(refused.headers['www-authenticate']).toBe('Bearer error="insufficient_user_authentication"');
      }
      await factors.stepUp({ token: older.token }, { code: recoveryCodes[0] });
      expect(await factors.remove({ token: older.token })).toMatchObject({ status: 204 });
    });

    it('is needed after a change of the password, which begins a session by itself', async () => {
      const user = await given.user();
      const new_password = 'twenty grey herons';
      const { token } = then.hasTokens(await when.changePassword(user, { password: user.password, new_password }));
      then.isProblem(await factors.enrol({ token }), 403, 'step_up_required');
      await factors.stepUp({ token }, { password: new_password });
      isEnrolment(await factors.enrol({ token }));
    });
  });

  describe('a large payment of a user with a second factor', () => {
    const LARGE = '100001';
    /** A session of theirs that a password alone has begun, with what it pays from and to. */
    const unconfirmed = async () => {
      const { user, wallet } = await given.userWithWallet({ shard: 0 });
      const older = then.hasTokens(await when.login({ login: user.login, password: user.password }));
      const { secret } = await factors.added(user);
      const other = await given.userWithWallet({ shard: 1 });
      return { user, by: { token: older.token }, secret, wallet, to: other.wallet };
    };

    it('is refused until the session is confirmed by a code, and a small one is not', async () => {
      const { by, secret, wallet, to } = await unconfirmed();
      const order = { from: wallet, to, amount: LARGE };
      const [key, batchKey] = [`large-${wallet}`, `batch-${wallet}`];
      then.isProblem(await when.transfer(by, order, key), 403, 'step_up_required');
      then.isAccepted(await when.transfer(by, { ...order, amount: '100000' }));
      const half = { from_id: wallet, to_id: to, amount: '60000' };
      const batch = [
        { ...half, idempotency_key: `${batchKey}-1` },
        { ...half, idempotency_key: `${batchKey}-2` },
      ];
      then.isProblem(await when.batch(by, batch), 403, 'step_up_required');
      expect(await factors.stepUp(by, { code: nextCodeOf(secret) })).toMatchObject({ status: 200 });
      then.isAccepted(await when.transfer(by, order, key));
      expect(await when.batch(by, batch)).toMatchObject({ status: 200 });
    });

    it('cannot be scheduled, and no key that pays as much can be made, without that', async () => {
      const { user, by, wallet, to } = await unconfirmed();
      const execute_at = new Date(Date.now() + 86_400_000).toISOString();
      const body = { from_id: wallet, to_id: to, amount: '1', execute_at };
      then.isProblem(await when.schedule(by, { ...body, amount: LARGE }), 403, 'step_up_required');
      const { ScheduleID } = ScheduledTransfer.parse((await when.schedule(by, body)).body);
      then.isProblem(await when.changeSchedule(by, wallet, ScheduleID, { amount: LARGE }), 403, 'step_up_required');
      const wanted = { name: 'Shop', pay: [{ wallet_id: wallet, max_per_day: LARGE }] };
      then.isProblem(await keySteps(world).make(by, wanted), 403, 'step_up_required');
      // The session that added the app is confirmed.
      expect(await when.changeSchedule(user, wallet, ScheduleID, { amount: LARGE })).toMatchObject({ status: 200 });
      expect(await keySteps(world).make(user, wanted)).toMatchObject({ status: 201 });
    });
  });
}
