import { randomUUID } from 'node:crypto';
import { given as givenSteps } from '../given.ts';
import * as then from '../then.ts';
import { when as whenSteps } from '../when.ts';
import type { World } from '../world.ts';

/** Registration and login. */
export function accountsContract(world: () => World): void {
  const given = givenSteps(world);
  const when = whenSteps(world);
  const fresh = () => ({ login: `user-${randomUUID()}`, password: `password-${randomUUID()}` });

  describe('POST /auth/register', () => {
    it('returns a token that /api accepts', async () => {
      const token = then.isSession(await when.register(fresh()));
      expect(await when.wallets({ token })).toMatchObject({ status: 200, body: [] });
    });

    it('refuses a taken login in any letter case', async () => {
      const { login } = await given.user();
      then.isProblem(await when.register({ ...fresh(), login }), 409, 'login_taken');
      then.isProblem(await when.register({ ...fresh(), login: login.toUpperCase() }), 409, 'login_taken');
    });

    it('refuses a login that looks like a taken login', async () => {
      const { login } = await given.user();
      const cyrillic = login.replace('user', 'uѕеr');
      expect(cyrillic).not.toBe(login);
      then.isProblem(await when.register({ ...fresh(), login: cyrillic }), 409, 'login_taken');
    });

    it('gives a login to one of five concurrent registrations', async () => {
      const { login } = fresh();
      const responses = await Promise.all(Array.from({ length: 5 }, () => when.register({ ...fresh(), login })));
      expect(responses.map((response) => response.status).sort()).toEqual([200, 409, 409, 409, 409]);
    });

    it('names every field that breaks a rule', async () => {
      const response = await when.register({ login: 'ab', password: 'short', admin: true });
      then.isProblem(response, 400, 'invalid_input', ['login', 'password', 'admin']);
    });
  });

  describe('The password of POST /auth/register', () => {
    it.each([
      ['one of the most common passwords', 'user', 'Password123'],
      ['a text that contains the login', 'margarita', 'xx-MargaRita-xx'],
    ])('must not be %s', async (_, login, password) => {
      const body = { login, password };
      const { errors } = then.isProblem(await when.register(body), 400, 'invalid_input', ['password']);
      expect(errors).toEqual([expect.objectContaining({ message: expect.stringMatching(/^must not/) })]);
    });
  });

  it.each(['register', 'login'] as const)('POST /auth/%s returns its rate limit and the rest of it', async (route) => {
    const { headers } = await when[route](await given.user());
    expect(headers['ratelimit-policy']).toMatch(/^"(registrations|logins)";q=\d+;w=\d+$/);
    expect(headers.ratelimit).toMatch(/^"(registrations|logins)";r=\d+;t=\d+$/);
  });

  describe('POST /auth/login', () => {
    it('returns a token for the wallets of the user', async () => {
      const { user, wallet } = await given.userWithWallet();
      const token = then.isSession(await when.login({ login: user.login, password: user.password }));
      expect(await when.balance({ token }, wallet)).toMatchObject({ status: 200 });
    });

    it('accepts a password in any Unicode composition', async () => {
      const { login, password } = { ...fresh(), password: 'Zoë à Málaga, été' };
      then.isSession(await when.register({ login, password: password.normalize('NFC') }));
      then.isSession(await when.login({ login, password: password.normalize('NFD') }));
    });

    it('accepts a login in any letter case', async () => {
      const { login, password } = await given.user();
      then.isSession(await when.login({ login: login.toUpperCase(), password }));
    });

    it('gives a wrong password and an unknown login the same response, to the byte', async () => {
      const { login } = await given.user();
      const wrongPassword = await when.login({ ...fresh(), login });
      const unknownLogin = await when.login(fresh());
      then.isProblem(wrongPassword, 401, 'wrong_credentials');
      expect(unknownLogin.text).toBe(wrongPassword.text);
      expect(Object.keys(unknownLogin.headers)).toEqual(Object.keys(wrongPassword.headers));
    });

    it('names every field that breaks a rule', async () => {
      then.isProblem(await when.login({ login: 7 }), 400, 'invalid_input', ['login', 'password']);
    });

    it('refuses even the right password after failed attempts, and returns how long to wait', async () => {
      const { login, password } = await given.user();
      const guesses = await failedLogins(login);
      expect(guesses.length).toBeGreaterThanOrEqual(5);
      const response = await when.login({ login, password });
      then.isProblem(response, 429, 'too_many_attempts');
      expect(Number(response.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    });

    it('refuses attempts at an unknown login after failed attempts', async () => {
      const { login } = fresh();
      await failedLogins(login);
      then.isProblem(await when.login({ ...fresh(), login }), 429, 'too_many_attempts');
    });
  });

  /** Guesses passwords until it gets 429. @returns the statuses before */
  async function failedLogins(login: string): Promise<number[]> {
    const responses: number[] = [];
    while (responses.length < 30) {
      const { status } = await when.login({ ...fresh(), login });
      if (status === 429) return responses;
      expect(status).toBe(401);
      responses.push(status);
    }
    throw new Error('30 failed attempts got no 429');
  }
}
