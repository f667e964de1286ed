import * as bcrypt from 'bcryptjs';
import { Users } from '../../../lib/store/users.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

/** Every comparison that the functions have made. */
const mockCompared: { password: string; hash: string }[] = [];

jest.mock('bcryptjs', () => {
  const real: typeof bcrypt = jest.requireActual('bcryptjs');
  return {
    ...real,
    compare(password: string, hash: string) {
      mockCompared.push({ password, hash });
      return real.compare(password, hash);
    },
  };
});

// Otherwise the time of a response would reveal whether a login exists.
describe('the work of a login', () => {
  let world: InProcessWorld;
  beforeAll(async () => {
    world = await startInProcess();
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    mockCompared.length = 0;
  });
  const given = givenSteps(() => world);
  const when = whenSteps(() => world);
  const password = 'not the password';

  async function workOf(login: string): Promise<{ password: string; rounds: number }[]> {
    mockCompared.length = 0;
    then.isProblem(await when.login({ login, password }), 401, 'wrong_credentials');
    return mockCompared.map((each) => ({ password: each.password, rounds: bcrypt.getRounds(each.hash) }));
  }

  it('is one comparison of the same cost for an unknown login and for a wrong password', async () => {
    const { login } = await given.user();
    const ofWrongPassword = await workOf(login);
    expect(ofWrongPassword).toEqual([{ password, rounds: 4 }]);
    expect(await workOf('an-unknown-login')).toEqual(ofWrongPassword);
  });

  it('is done for an unknown login too, on a hash with a salt that bcrypt accepts', async () => {
    await workOf('an-unknown-login');
    const [{ hash = '' } = {}] = mockCompared;
    // bcrypt does no work for a hash of another length or a salt that it cannot read.
    expect(hash).toHaveLength(60);
    expect(await bcrypt.hash(password, bcrypt.getSalt(hash))).toHaveLength(60);
  });

  it('is no comparison while the login is throttled', async () => {
    const { login } = await given.user();
    for (let n = 0; n < 5; n++) await workOf(login);
    mockCompared.length = 0;
    then.isProblem(await when.login({ login, password }), 429, 'too_many_attempts');
    expect(mockCompared).toEqual([]);
  });

  it('is two comparisons for a password that is not normalized, for known and unknown logins', async () => {
    const { login } = await given.user();
    const decomposed = 'é'.normalize('NFD').repeat(10);
    for (const one of [login, 'an-unknown-login']) {
      mockCompared.length = 0;
      then.isProblem(await when.login({ login: one, password: decomposed }), 401, 'wrong_credentials');
      expect(mockCompared.map(({ password }) => password)).toEqual([decomposed.normalize('NFC'), decomposed]);
    }
  });
});

describe('the work of a login whose hash has an outdated cost', () => {
  const [BEFORE, NOW] = [4, 7];
  let world: InProcessWorld;
  let users: Users;
  beforeAll(async () => {
    world = await startInProcess({ environment: { PASSWORD_COST: String(NOW) } });
    users = new Users(world.tables.documents, world.tables.users);
  });
  afterAll(() => world.stop());
  beforeEach(() => {
    mockCompared.length = 0;
  });
  const when = whenSteps(() => world);
  const right = 'the right password';

  /** Creates a user as an earlier version, or one with another cost, would have. */
  async function user(login: string, passwordHash: string): Promise<void> {
    await users.create({ login, userId: login, passwordHash, createdAt: new Date(0).toISOString() });
  }
  const rounds = () => mockCompared.reduce((sum, { hash }) => sum + 2 ** bcrypt.getRounds(hash), 0);
  const costOf = async (login: string) => bcrypt.getRounds((await users.byLogin(login))?.passwordHash ?? '');

  it('is as many rounds for a wrong password as for an unknown login', async () => {
    await user('known', await bcrypt.hash(right, BEFORE));
    for (const login of ['known', 'unknown']) {
      mockCompared.length = 0;
      then.isProblem(await when.login({ login, password: 'a wrong one' }), 401, 'wrong_credentials');
      expect(rounds()).toBe(2 ** NOW);
    }
    expect(await costOf('known')).toBe(BEFORE);
  });

  it.each([BEFORE, NOW + 1])(
    'includes a new hash of the current cost after the right password, if the old cost is %d',
    async (cost) => {
      const login = `of-cost-${cost}`;
      await user(login, await bcrypt.hash(right, cost));
      then.isSession(await when.login({ login, password: right }));
      expect(await costOf(login)).toBe(NOW);
      const renewed = await users.byLogin(login);
      then.isSession(await when.login({ login, password: right }));
      expect(await users.byLogin(login)).toEqual(renewed);
    },
  );

  it('includes a new hash of the normalized password if the old one was of the password as typed', async () => {
    const [composed, decomposed] = ['Zoë à Málaga', 'Zoë à Málaga'.normalize('NFD')];
    await user('zoe', await bcrypt.hash(decomposed, NOW));
    then.isProblem(await when.login({ login: 'zoe', password: composed }), 401, 'wrong_credentials');
    then.isSession(await when.login({ login: 'zoe', password: decomposed }));
    then.isSession(await when.login({ login: 'zoe', password: composed }));
  });
});
