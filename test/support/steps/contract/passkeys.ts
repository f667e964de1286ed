import { MOST_PASSKEYS } from '../../../../lib/domain/passkey.ts';
import type { Authenticator } from '../authenticator.ts';
import { factorSteps, nextCodeOf } from '../factor-steps.ts';
import { given as givenSteps } from '../given.ts';
import { isCreation, isRequest, passkeySteps } from '../passkey-steps.ts';
import * as then from '../then.ts';
import { when as whenSteps } from '../when.ts';
import type { User, World } from '../world.ts';

/** Passkeys: in place of the password, after it, and as step-up. */
export function passkeysContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const factors = factorSteps(world);
  const passkeys = passkeySteps(world);
  const withPasskey = async (): Promise<{
    user: User;
    authenticator: Authenticator;
    passkeyId: string;
    recoveryCodes: readonly string[];
  }> => {
    const user = await given.user();
    return { user, ...(await passkeys.added(user)) };
  };

  describe('a passkey', () => {
    it('logs in without login, password and code, and the user sees it in their sign-ins', async () => {
      const { user, authenticator, passkeyId } = await withPasskey();
      const { token } = then.hasTokens(await passkeys.login(await passkeys.signedLogin(authenticator)));
      expect(await when.wallets({ token })).toMatchObject({ status: 200 });
      const [newest, before] = Array.from(Object((await when.signIns(user)).body));
      expect(newest).toMatchObject({ event: 'login', result: 'succeeded', means: 'passkey' });
      expect(before).not.toHaveProperty('means');
      const { body } = await factors.factors(user);
      const listed = { passkey_id: passkeyId, name: 'My phone', last_used_at: expect.any(String), synced: true };
      expect(body).toMatchObject({ passkeys: [listed], recovery_codes: 10 });
      expect(body).not.toHaveProperty('totp');
    });

    it('begins a confirmed session, which may change the factors', async () => {
      const { authenticator, passkeyId } = await withPasskey();
      const { token } = then.hasTokens(await passkeys.login(await passkeys.signedLogin(authenticator)));
      expect(await passkeys.remove({ token }, passkeyId)).toMatchObject({ status: 204 });
    });

    it('is asked for after the password, and a recovery code does, too', async () => {
      const { user, authenticator, recoveryCodes } = await withPasskey();
      const { login, password } = user;
      const problem = then.isProblem(await when.login({ login, password }), 401, 'second_factor_required');
      expect(problem.methods).toEqual(['passkey', 'recovery_code']);
      const signed = await passkeys.signedLogin(authenticator);
      then.hasTokens(await passkeys.login(signed, problem.challenge));
      then.hasTokens(await factors.loginWithCode(problem.challenge, recoveryCodes[0]));
      expect((await when.signIns(user)).body).toMatchObject([{}, { means: 'password_and_passkey' }, {}]);
    });

    it('stands beside an authenticator app, and each of them is enough', async () => {
      const user = await given.user();
      const { secret, recoveryCodes } = await factors.added(user);
      const { authenticator, recoveryCodes: none, passkeyId } = await passkeys.added(user);
      expect(none).toEqual([]);
      const { login, password } = user;
      const problem = then.isProblem(await when.login({ login, password }), 401, 'second_factor_required');
      expect(problem.methods).toEqual(['passkey', 'code']);
      then.hasTokens(await factors.loginWithCode(problem.challenge, nextCodeOf(secret)));
      then.hasTokens(await passkeys.login(await passkeys.signedLogin(authenticator), problem.challenge));
      expect(await factors.remove(user)).toMatchObject({ status: 204 });
      then.hasTokens(await factors.loginWithCode(await factors.challenge(user), recoveryCodes[0]));
      expect(await passkeys.remove(user, passkeyId)).toMatchObject({ status: 204 });
      expect(await factors.factors(user)).toMatchObject({ body: { recovery_codes: 0 } });
      then.hasTokens(await when.login({ login, password }));
    });

    it('completes only the login of its own user', async () => {
      const { user } = await withPasskey();
      const other = await withPasskey();
      const challenge = await factors.challenge(user);
      const signed = await passkeys.signedLogin(other.authenticator);
      then.isProblem(await passkeys.login(signed, challenge), 422, 'wrong_passkey');
      const { userHandle: _, ...response } = (await passkeys.signedLogin(other.authenticator)).response;
      const unnamed = { ...signed, response };
      then.isProblem(await passkeys.login(unnamed, challenge), 422, 'wrong_passkey');
      then.isProblem(await passkeys.login(signed, 'no challenge'), 401, 'challenge_ended');
    });

    it('signs a challenge once, and of two requests at once one is taken', async () => {
      const { authenticator } = await withPasskey();
      const signed = await passkeys.signedLogin(authenticator);
      const twice = await Promise.all([1, 2].map(() => passkeys.login(signed)));
      expect(twice.map(({ status }) => status).sort()).toEqual([200, 422]);
      then.isProblem(await passkeys.login(signed), 422, 'wrong_passkey');
    });

    it('is refused for another purpose, page or domain, in a frame, and if its user was not recognized', async () => {
      const { user, authenticator } = await withPasskey();
      const options = isRequest(await passkeys.loginOptions());
      const { challenge } = isRequest(await passkeys.stepUpOptions(user));
      then.isProblem(await passkeys.login(authenticator.sign({ ...options, challenge })), 422, 'wrong_passkey');
      for (const traits of [{ origin: 'https://evil.example' }, { crossOrigin: true }, { verifiesUser: false }]) {
        const signed = await passkeys.signedLogin(authenticator, traits);
        then.isProblem(await passkeys.login(signed), 422, 'wrong_passkey');
      }
      const elsewhere = isRequest(await passkeys.loginOptions());
      const signed = authenticator.sign({ ...elsewhere, rpId: 'evil.example' }, { origin: 'http://localhost:3000' });
      then.isProblem(await passkeys.login(signed), 422, 'wrong_passkey');
      const self = authenticator.sign({ ...options, challenge: 'bm8tY2hhbGxlbmdlLW9mLW91cnM' });
      then.isProblem(await passkeys.login(self), 422, 'wrong_passkey');
    });

    it('is refused if the signature is changed, or is of another key', async () => {
      const { authenticator } = await withPasskey();
      const other = await withPasskey();
      const [own, foreign] = [
        await passkeys.signedLogin(authenticator),
        await passkeys.signedLogin(other.authenticator),
      ];
      const { signature } = foreign.response;
      then.isProblem(await passkeys.login({ ...own, response: { ...own.response, signature } }), 422, 'wrong_passkey');
    });

    it('is refused if it counts its signatures and has not counted on, and the user sees that', async () => {
      const user = await given.user();
      const { authenticator } = await passkeys.added(user, { count: 1 });
      then.hasTokens(await passkeys.login(await passkeys.signedLogin(authenticator, { count: 5 })));
      for (const count of [5, 4, 0]) {
        const signed = await passkeys.signedLogin(authenticator, { count });
        then.isProblem(await passkeys.login(signed), 422, 'wrong_passkey');
      }
      expect((await when.signIns(user)).body).toMatchObject([{ result: 'passkey_may_be_copied' }, {}, {}, {}, {}]);
      then.hasTokens(await passkeys.login(await passkeys.signedLogin(authenticator, { count: 6 })));
    });

    it('is made for the caller, the page and the domain, once, with a user who was recognized', async () => {
      const [user, other] = [await given.user(), await given.user()];
      const { response } = await passkeys.made(other);
      then.isProblem(await passkeys.add(user, response), 422, 'wrong_passkey');
      for (const traits of [{ origin: 'https://evil.example' }, { crossOrigin: true }, { verifiesUser: false }]) {
        then.isProblem(await passkeys.add(user, (await passkeys.made(user, traits)).response), 422, 'wrong_passkey');
      }
      const good = await passkeys.made(user);
      expect(await passkeys.add(user, good.response)).toMatchObject({ status: 201 });
      then.isProblem(await passkeys.add(user, good.response), 422, 'wrong_passkey');
    });

    it('is not added a second time', async () => {
      const { user, authenticator } = await withPasskey();
      const again = authenticator.registerAgain(isCreation(await passkeys.options(user)));
      then.isProblem(await passkeys.add(user, again), 409, 'passkey_exists');
    });

    it('is known to the browser that makes another one, and there are at most ten', async () => {
      const { user } = await withPasskey();
      for (let n = 1; n < MOST_PASSKEYS - 1; n++) await passkeys.added(user);
      const late = await passkeys.made(user);
      const later = await passkeys.made(user);
      expect(isCreation(await passkeys.options(user)).excludeCredentials).toHaveLength(MOST_PASSKEYS - 1);
      const responses = await Promise.all([late, later].map(({ response }) => passkeys.add(user, response)));
      expect(responses.map(({ status }) => status).sort()).toEqual([201, 409]);
      then.isProblem(await passkeys.options(user), 409, 'too_many_passkeys');
    });

    it('can be removed, and neither logs in nor is asked for then', async () => {
      const { user, authenticator, passkeyId } = await withPasskey();
      const other = await given.user();
      then.isProblem(await passkeys.remove(other, passkeyId), 404, 'passkey_not_found');
      const signed = await passkeys.signedLogin(authenticator);
      expect(await passkeys.remove(user, passkeyId)).toMatchObject({ status: 204 });
      then.isProblem(await passkeys.remove(user, passkeyId), 404, 'passkey_not_found');
      then.isProblem(await passkeys.login(signed), 422, 'wrong_passkey');
      then.hasTokens(await when.login({ login: user.login, password: user.password }));
      expect((await factors.factors(user)).body).toEqual({ recovery_codes: 0 });
    });

    it('confirms a session, which cannot change factors before', async () => {
      const user = await given.user();
      const older = then.hasTokens(await when.login({ login: user.login, password: user.password }));
      const { authenticator, passkeyId } = await passkeys.added(user);
      const by = { token: older.token };
      then.isProblem(await passkeys.remove(by, passkeyId), 403, 'step_up_required');
      then.isProblem(await passkeys.options(by), 403, 'step_up_required');
      const login = await passkeys.signedLogin(authenticator);
      then.isProblem(await passkeys.stepUp(by, login), 422, 'wrong_passkey');
      const [failed] = Array.from(Object((await when.signIns(user)).body));
      expect(failed).toMatchObject({ event: 'step_up', result: 'wrong_passkey' });
      expect(await passkeys.stepUp(by, await passkeys.signedStepUp(by, authenticator))).toMatchObject({ status: 200 });
      expect(await passkeys.remove(by, passkeyId)).toMatchObject({ status: 204 });
      then.isProblem(await passkeys.stepUpOptions(by), 404, 'passkey_not_found');
    });

    it('confirms no session of another user', async () => {
      const { user } = await withPasskey();
      const other = await withPasskey();
      const signed = await passkeys.signedStepUp(user, other.authenticator);
      then.isProblem(await passkeys.stepUp(user, signed), 422, 'wrong_passkey');
    });

    it('goes with a change of the password on', async () => {
      const { user, authenticator } = await withPasskey();
      const new_password = 'twenty grey herons';
      then.hasTokens(await when.changePassword(user, { password: user.password, new_password }));
      then.hasTokens(await passkeys.login(await passkeys.signedLogin(authenticator)));
    });
  });
}
