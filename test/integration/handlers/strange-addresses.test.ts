import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { stopClock } from '../../support/in-process/stopped-clock.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import type { User } from '../../support/steps/world.ts';

const [HOME, ATTACKER, HOTEL] = ['198.51.100.7', '203.0.113.66', '192.0.2.9'];

describe('failed logins from a strange address', () => {
  let world: InProcessWorld;
  let user: User;
  const from = (address: string) => whenSteps(() => world.from(address));
  beforeAll(async () => {
    stopClock(Date.UTC(2026, 10, 23, 10));
    world = await startInProcess();
    user = await givenSteps(() => world.from(HOME)).user();
    for (let n = 0; n < 5; n++) then.isProblem(await guess(), 401, 'wrong_credentials');
  });
  afterAll(async () => {
    await world.stop();
    jest.useRealTimers();
  });

  const guess = () => from(ATTACKER).login({ login: user.login, password: 'a wrong password' });
  const logIn = (address: string) => from(address).login({ login: user.login, password: user.password });

  it('throttle the login from every strange address, with a Retry-After', async () => {
    for (const response of [await guess(), await logIn(HOTEL)]) {
      then.isProblem(response, 429, 'too_many_attempts');
      expect(response.headers['retry-after']).toBe('1');
    }
  });

  it('leave the address of the registration unthrottled, and the strange ones throttled', async () => {
    for (let n = 0; n < 7; n++) then.isSession(await logIn(HOME));
    then.isProblem(await guess(), 429, 'too_many_attempts');
  });
});
