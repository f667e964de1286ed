import { hashPassword } from '../../../lib/auth/passwords.ts';
import { Users } from '../../../lib/store/users.ts';
import { median } from '../../support/environment/median.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/world.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

const CALLS = 200;
/** Below the 10 of production, where the comparison takes eight times as long and hides every other difference the better. */
const COST = 7;

// Time of the processor, not of the clock on the wall, which tells more of the machine than of us; a known and an unknown login in turn, so
// that whatever slows down one slows down the other; medians, so that a few that were disturbed do not count.
describe('the time of a login that fails', () => {
  let world: InProcessWorld;
  const when = whenSteps(() => world);
  beforeAll(async () => {
    world = await startInProcess({}, { PASSWORD_COST: String(COST) });
    const users = new Users(world.tables.documents, world.tables.users);
    const passwordHash = await hashPassword('the right password', COST);
    for (let n = 0; n < CALLS; n++) {
      const login = `known-${n}`;
      await users.create({ login, userId: login, passwordHash, createdAt: new Date(0).toISOString() });
    }
  });
  afterAll(() => world.stop());

  async function microseconds(login: string): Promise<number> {
    const before = process.cpuUsage();
    const answer = await when.login({ login, password: 'a wrong password' });
    const { user, system } = process.cpuUsage(before);
    then.isProblem(answer, 401, 'wrong_credentials');
    return user + system;
  }

  it('does not tell whether there is such a login', async () => {
    for (let n = 0; n < 10; n++) await microseconds(`warm-up-${n}`);
    const [known, unknown]: [number[], number[]] = [[], []];
    for (let n = 0; n < CALLS; n++) {
      if (n % 2 === 0) known.push(await microseconds(`known-${n}`));
      unknown.push(await microseconds(`other-${n}`));
      if (n % 2 === 1) known.push(await microseconds(`known-${n}`));
    }
    const ratio = median(unknown) / median(known);
    expect(ratio).toBeGreaterThan(0.9);
    expect(ratio).toBeLessThan(1.1);
  }, 180_000);
});
