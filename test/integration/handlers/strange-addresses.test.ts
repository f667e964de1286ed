import { stopClock } from '../../support/in-process/stopped-clock.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/world.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import type { User } from '../../support/steps/world.ts';

const [HOME, ATTACKER, HOTEL] = ['198.51.100.7', '203.0.113.66', '192.0.2.9'];

describe('while a stranger keeps failing with a login', () => {
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

  it('strangers wait, and are told how long', async () => {
    for (const answer of [await guess(), await logIn(HOTEL)]) {
      then.isProblem(answer, 429, 'too_many_attempts');
      expect(answer.headers['retry-after']).toBe('1');
    }
  });

  it('its user logs in at once where he has registered, and nothing changes for strangers', async () => {
    for (let n = 0; n < 7; n++) then.isSession(await logIn(HOME));
    then.isProblem(await guess(), 429, 'too_many_attempts');
  });
});
