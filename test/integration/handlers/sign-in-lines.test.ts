import * as z from 'zod';
import { addressHash } from '../../../lib/auth/address-hash.ts';
import { Users } from '../../../lib/store/users.ts';
import { ADDRESS_KEY, type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { factorSteps } from '../../support/steps/factor-steps.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

const Line = z.looseObject({ message: z.string().optional(), route: z.string().optional() });
const HOME = '198.51.100.7';

let world: InProcessWorld;
const written: string[] = [];
const when = whenSteps(() => world.from(HOME));
const lines = () => written.map((text) => Line.parse(JSON.parse(text)));
/** The lines that a request writes. */
async function during(request: () => Promise<unknown>): Promise<z.infer<typeof Line>[]> {
  const before = written.length;
  await request();
  return lines().slice(before);
}
const ofRequest = async (request: () => Promise<unknown>) => {
  const found = (await during(request)).filter(({ message }) => message === 'request');
  expect(found).toHaveLength(1);
  return found[0];
};

beforeAll(async () => {
  process.env.POWERTOOLS_LOG_LEVEL = 'INFO';
  process.env.POWERTOOLS_METRICS_DISABLED = 'false';
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    written.push(...String(chunk).split('\n').filter(Boolean));
    return true;
  });
  world = await startInProcess();
});
afterAll(async () => {
  await world.stop();
  jest.restoreAllMocks();
});

describe('the log line of a login', () => {
  const address_hash = addressHash(ADDRESS_KEY, HOME);
  const given = givenSteps(() => world.from(HOME));
  const idOf = async (login: string) =>
    (await new Users(world.tables.documents, world.tables.users).byLogin(login.toLowerCase()))?.userId ?? '';

  it('names the user and a keyed hash of the address, of a success and of a failure', async () => {
    const { login, password } = await given.user();
    const who = { user_id: await idOf(login), address_hash };
    expect(await ofRequest(() => when.login({ login, password }))).toMatchObject({ status: 200, ...who });
    const refused = await ofRequest(() => when.login({ login, password: 'a wrong password' }));
    expect(refused).toMatchObject({ status: 401, code: 'wrong_credentials', ...who });
  });

  it('names no user if the login is of nobody', async () => {
    const line = await ofRequest(() => when.login({ login: 'nobody-at-all', password: 'a wrong password' }));
    expect(line).toMatchObject({ status: 401, address_hash });
    expect(line).not.toHaveProperty('user_id');
  });

  it('is like those of a registration, a refresh, a log-out and a change of the password', async () => {
    const user = { login: `ann-${Date.now()}`, password: 'nineteen calm otters' };
    const registered = await ofRequest(() => when.register(user));
    const who = { user_id: await idOf(user.login), address_hash };
    expect(registered).toMatchObject({ status: 200, ...who });
    const { refresh_token, token } = then.hasTokens(await when.login(user));
    expect(await ofRequest(() => when.refresh(refresh_token))).toMatchObject({ status: 200, ...who });
    const wrong = { password: 'a wrong password', new_password: 'twenty calm otters' };
    expect(await ofRequest(() => when.changePassword({ token }, wrong))).toMatchObject({ status: 422, ...who });
    expect(await ofRequest(() => when.logout({ token }, {}))).toMatchObject({ status: 204, ...who });
    expect(await ofRequest(() => when.refresh(refresh_token))).toMatchObject({ status: 401, address_hash });
  });

  it('is like those of a confirmed session, and of one that is not', async () => {
    const user = await given.user();
    const who = { user_id: await idOf(user.login), address_hash };
    const { stepUp } = factorSteps(() => world.from(HOME));
    expect(await ofRequest(() => stepUp(user, { password: user.password }))).toMatchObject({ status: 200, ...who });
    const refused = await ofRequest(() => stepUp(user, { password: 'a wrong password' }));
    expect(refused).toMatchObject({ status: 422, code: 'wrong_password', ...who });
  });

  it('has no user whom a guessed refresh token only names', async () => {
    const { login, password } = await given.user();
    const { refresh_token } = then.hasTokens(await when.login({ login, password }));
    const guess = refresh_token.replaceAll(/[0-9a-f]{32,}/g, (secret) => 'f'.repeat(secret.length));
    expect(await ofRequest(() => when.refresh(guess))).not.toHaveProperty('user_id');
  });

  it('never has the address', () => {
    expect(written.filter((line) => line.includes(HOME))).toEqual([]);
  });
});

describe('the metrics of logins', () => {
  const given = givenSteps(() => world);

  it('count a wrong password, an unknown login, and an attempt that is too early', async () => {
    const { login } = await given.user();
    const guesses = Array.from({ length: 7 }, () => () => when.login({ login, password: 'a wrong password' }));
    const all = await during(async () => {
      for (const guess of guesses) await guess();
      await when.login({ login: 'nobody-there', password: 'a wrong password' });
    });
    expect(all.filter((line) => line.failed_logins === 1)).toHaveLength(8);
    expect(all).toContainEqual(expect.objectContaining({ code: 'too_many_attempts' }));
  });

  it('count a wrong password and a wrong code of a session that is to be confirmed', async () => {
    const user = await given.user();
    const factors = factorSteps(() => world);
    const ofPassword = await during(() => factors.stepUp(user, { password: 'a wrong password' }));
    expect(ofPassword.filter((line) => line.failed_logins === 1)).toHaveLength(1);
    await factors.added(user);
    const ofCode = await during(() => factors.stepUp(user, { code: 'no code' }));
    expect(ofCode.filter((line) => line.failed_logins === 1)).toHaveLength(1);
  });

  it('count a login of the treasury, and no attempt at one', async () => {
    const { login, password } = world.treasury;
    const all = await during(async () => {
      await when.login({ login, password: 'a wrong password' });
      await when.login({ login, password });
    });
    expect(all.filter((line) => line.treasury_logins === 1)).toHaveLength(1);
  });
});
