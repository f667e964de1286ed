import * as bcrypt from 'bcryptjs';
import { given as givenSteps } from '../steps/given.ts';
import * as then from '../steps/then.ts';
import { when as whenSteps } from '../steps/when.ts';
import { type InProcessWorld, startInProcess } from './in-process/world.ts';

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
});
