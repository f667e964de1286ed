import * as bcrypt from 'bcryptjs';
import { Users } from '../../../lib/store/users.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/world.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

/** Every comparison that the functions have made: which password with which hash. */
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

// A stopwatch would tell who has an account here, if only the passwords of those who have one cost work.
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

  it('is the same for an unknown login as for a wrong password: one comparison of the same cost', async () => {
    const { login } = await given.user();
    const ofWrongPassword = await workOf(login);
    expect(ofWrongPassword).toEqual([{ password, rounds: 4 }]);
    expect(await workOf('nobody-has-this-login')).toEqual(ofWrongPassword);
  });

  it('is really done for an unknown login: what it is compared with has a salt that bcrypt accepts', async () => {
    await workOf('nobody-has-this-login');
    const [{ hash = '' } = {}] = mockCompared;
    // With a hash of another length, or a salt it cannot read, bcrypt answers without any work.
    expect(hash).toHaveLength(60);
    expect(await bcrypt.hash(password, bcrypt.getSalt(hash))).toHaveLength(60);
  });

  it('is not done at all for who has to wait', async () => {
    const { login } = await given.user();
    for (let n = 0; n < 5; n++) await workOf(login);
    mockCompared.length = 0;
    then.isProblem(await when.login({ login, password }), 429, 'too_many_attempts');
    expect(mockCompared).toEqual([]);
  });

  it('is two comparisons for a password that is not in its normal form, for a known login as for an unknown one', async () => {
    const { login } = await given.user();
    const decomposed = 'é'.normalize('NFD').repeat(10);
    for (const one of [login, 'nobody-has-this-login']) {
      mockCompared.length = 0;
      then.isProblem(await when.login({ login: one, password: decomposed }), 401, 'wrong_credentials');
      expect(mockCompared.map(({ password }) => password)).toEqual([decomposed.normalize('NFC'), decomposed]);
    }
  });
});

describe('the work of a login whose hash is of another cost than new ones', () => {
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

  /** A user as the version before, or another cost, has made him. */
  async function user(login: string, passwordHash: string): Promise<void> {
    await users.create({ login, userId: login, passwordHash, createdAt: new Date(0).toISOString() });
  }
  const rounds = () => mockCompared.reduce((sum, { hash }) => sum + 2 ** bcrypt.getRounds(hash), 0);
  const costOf = async (login: string) => bcrypt.getRounds((await users.byLogin(login))?.passwordHash ?? '');

  it('is for a wrong password as many rounds as for an unknown login', async () => {
    await user('known', await bcrypt.hash(right, BEFORE));
    for (const login of ['known', 'unknown']) {
      mockCompared.length = 0;
      then.isProblem(await when.login({ login, password: 'a wrong one' }), 401, 'wrong_credentials');
      expect(rounds()).toBe(2 ** NOW);
    }
    expect(await costOf('known')).toBe(BEFORE);
  });

  it.each([BEFORE, NOW + 1])(
    'ends with the right password: from cost %d the hash comes to that of new ones',
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

  it('makes a password that was hashed as it was typed one that is right on every device', async () => {
    const [composed, decomposed] = ['Zoë à Málaga', 'Zoë à Málaga'.normalize('NFD')];
    await user('zoe', await bcrypt.hash(decomposed, NOW));
    then.isProblem(await when.login({ login: 'zoe', password: composed }), 401, 'wrong_credentials');
    then.isSession(await when.login({ login: 'zoe', password: decomposed }));
    then.isSession(await when.login({ login: 'zoe', password: composed }));
  });
});
