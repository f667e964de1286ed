import { createHash } from 'node:crypto';
import { newResetCode, resetCodeHash } from '../../../lib/auth/reset-code.ts';
import { BREACHED_PASSWORDS_TIMEOUT_MS } from '../../../lib/remote/breached-passwords.ts';
import { Users } from '../../../lib/store/users.ts';
import {
  type BreachedPasswordsService,
  breachedPasswordsService,
} from '../../support/environment/breached-passwords-service.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

const BREACHED = 'eleven gray herons';
const COMPOSED = 'zwölf graue Reiher';
const OTHER = 'thirteen gray herons';
const PADDING = 'fourteen gray herons';
const MESSAGE = 'must not be a password that is known from a breach';

let service: BreachedPasswordsService;
let world: InProcessWorld;
const written: string[] = [];
const when = whenSteps(() => world);
const given = givenSteps(() => world);
let number = 0;
const register = (password: string) => when.register({ login: `ann-${++number}`, password });

beforeAll(async () => {
  process.env.POWERTOOLS_LOG_LEVEL = 'WARN';
  process.env.POWERTOOLS_METRICS_DISABLED = 'false';
  // Warnings go to the one, and metrics to the other.
  for (const stream of [process.stdout, process.stderr])
    jest.spyOn(stream, 'write').mockImplementation((chunk) => {
      written.push(...String(chunk).split('\n').filter(Boolean));
      return true;
    });
  service = await breachedPasswordsService([BREACHED, COMPOSED], [PADDING]);
  world = await startInProcess({ environment: { BREACHED_PASSWORDS_URL: service.url } });
});
afterAll(async () => {
  await world.stop();
  await service.stop();
  jest.restoreAllMocks();
});
beforeEach(() => {
  service.answer = 'ranges';
  service.asked.length = 0;
  written.length = 0;
});

describe('a password that is known from a breach', () => {
  it('registers nobody', async () => {
    const { errors } = then.isProblem(await register(BREACHED), 400, 'invalid_input', ['password']);
    expect(errors).toEqual([{ field: 'password', message: MESSAGE }]);
  });

  it('is no new password, and leaves the present one', async () => {
    const user = await given.user();
    const change = { password: user.password, new_password: BREACHED };
    const { errors } = then.isProblem(await when.changePassword(user, change), 400, 'invalid_input', ['new_password']);
    expect(errors).toEqual([{ field: 'new_password', message: MESSAGE }]);
    then.isSession(await when.login({ login: user.login, password: user.password }));
  });

  it('is not set with a code of the operator, which stays good', async () => {
    const { login } = await given.user();
    const code = newResetCode();
    const users = new Users(world.tables.documents, world.tables.users);
    const offered = { passwordHash: 'none', changedAt: new Date().toISOString(), codeHash: resetCodeHash(code) ?? '' };
    await users.offerReset(login, { ...offered, expiresAt: Date.now() + 60_000 });
    const response = await when.resetPassword({ login, code, new_password: BREACHED });
    const { errors } = then.isProblem(response, 400, 'invalid_input', ['new_password']);
    expect(errors).toEqual([{ field: 'new_password', message: MESSAGE }]);
    expect(await when.resetPassword({ login, code, new_password: OTHER })).toMatchObject({ status: 204 });
  });

  it('is refused however its characters are composed', async () => {
    for (const form of ['NFC', 'NFD'] as const)
      then.isProblem(await register(COMPOSED.normalize(form)), 400, 'invalid_input', ['password']);
  });

  it('still logs in a user who has it', async () => {
    service.answer = { status: 503, body: '' };
    const user = { login: 'earlier-user', password: BREACHED };
    then.isSession(await when.register(user));
    service.answer = 'ranges';
    service.asked.length = 0;
    then.isSession(await when.login(user));
    expect(service.asked).toEqual([]);
  });
});

describe('a password that is not', () => {
  it.each([
    ['has others with the same first digits', OTHER],
    ['pads the response', PADDING],
  ])('is accepted if it %s', async (_, password) => {
    then.isSession(await register(password));
    expect(written.filter((line) => line.includes('passwords_not_looked_up'))).toEqual([]);
  });

  it('leaves five digits of its hash, and nothing else of the request', async () => {
    then.isSession(await register(OTHER));
    const digest = createHash('sha1').update(OTHER).digest('hex').toUpperCase();
    expect(service.asked).toHaveLength(1);
    const [{ path, headers } = { path: '', headers: {} }] = service.asked;
    expect(path).toBe(`/range/${digest.slice(0, 5)}`);
    const { host, ...sent } = headers;
    expect(sent).toEqual({ 'add-padding': 'true', 'user-agent': 'mib', connection: 'close' });
  });

  it('is not asked about if it breaks another rule, or the current password is wrong', async () => {
    then.isProblem(await register('password'), 400, 'invalid_input', ['password']);
    const user = await given.user();
    service.asked.length = 0;
    const change = { password: 'a wrong password', new_password: OTHER };
    then.isProblem(await when.changePassword(user, change), 422, 'wrong_password');
    expect(service.asked).toEqual([]);
  });
});

describe('a service that does not answer', () => {
  const unknown = () => written.filter((line) => line.includes('"passwords_not_looked_up":1'));

  it.each([
    ['an error', { status: 503, body: '' }],
    ['a page in place of a range', { status: 200, body: '<html>404</html>' }],
    ['a range that is cut off', { status: 200, body: `${'0'.repeat(35)}:1\r\n0123` }],
  ])('refuses nobody: it has %s', async (_, answer) => {
    service.answer = answer;
    then.isSession(await register(BREACHED));
    expect(unknown()).toHaveLength(1);
    expect(written.filter((line) => line.includes('password not looked up among breached ones'))).toHaveLength(1);
    expect(written.filter((line) => line.includes(BREACHED))).toEqual([]);
  });

  it('lets the user wait for a short time', async () => {
    service.answer = undefined;
    const before = performance.now();
    then.isSession(await register(BREACHED));
    expect(performance.now() - before).toBeLessThan(BREACHED_PASSWORDS_TIMEOUT_MS + 5_000);
    expect(unknown()).toHaveLength(1);
  });
});
