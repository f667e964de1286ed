import { ulid } from 'ulid';
import { ORCHESTRATOR_ROUTES } from '../../../lib/api/orchestrator-routes.ts';
import { UserFactors } from '../../../lib/store/factors.ts';
import { Users } from '../../../lib/store/users.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { factorSteps, nextCodeOf } from '../../support/steps/factor-steps.ts';
import { isMade, keySteps } from '../../support/steps/key-steps.ts';
import { passkeySteps } from '../../support/steps/passkey-steps.ts';
import * as then from '../../support/steps/then.ts';
import { freshWalletId } from '../../support/steps/wallet-ids.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

const PASSWORD = 'nineteen calm otters';
const FOR_USERS = ORCHESTRATOR_ROUTES.filter(({ caller }) => caller === 'user');

let world: InProcessWorld;
const when = whenSteps(() => world);
const factors = factorSteps(() => world);
const passkeys = passkeySteps(() => world);
let number = 0;

/** A user who has just registered. */
async function registered() {
  const credentials = { login: `ann-${++number}`, password: PASSWORD };
  return { ...then.hasTokens(await when.register(credentials)), ...credentials };
}
const refreshed = async ({ refresh_token }: { refresh_token: string }) =>
  then.hasTokens(await when.refresh(refresh_token));
const opensWallet = (by: { token: string }) => when.createWallet(by, freshWalletId(world));

beforeAll(async () => {
  world = await startInProcess({ environment: { SECOND_FACTOR: 'required' } });
});
afterAll(() => world.stop());

describe('where a second factor is required, a user without one', () => {
  it('registers, logs in and refreshes, with a session that is limited to adding one', async () => {
    const user = await registered();
    expect(user.scope).toBe('second_factor');
    expect(then.hasTokens(await when.login({ login: user.login, password: PASSWORD })).scope).toBe('second_factor');
    expect((await refreshed(user)).scope).toBe('second_factor');
  });

  it('is told what to do by every other route, and reaches those that add one', async () => {
    const { token } = await registered();
    // One after another: the first request of each function reads its keys.
    for (const { route, limited } of FOR_USERS) {
      const [method = '', path = ''] = route.split(' ');
      const of = path.replace('{time}', '2026-11-01T00:00:00Z').replaceAll(/\{\w+\}/g, ulid());
      if (route === 'POST /auth/logout') continue;
      const response = await world.api.request(method, of, { token, ...(method !== 'GET' && { body: {} }) });
      if (limited) expect(response).not.toMatchObject({ status: 403 });
      else {
        then.isProblem(response, 403, 'add_second_factor');
        expect(response.headers['www-authenticate']).toBe('Bearer error="insufficient_scope"');
      }
    }
    expect(FOR_USERS.filter(({ limited }) => limited).map(({ route }) => route)).toEqual(
      expect.arrayContaining(['POST /auth/passkeys', 'POST /auth/factors/totp', 'POST /auth/logout']),
    );
  });

  it('sees sessions and sign-ins, ends a session, and logs out', async () => {
    const user = await registered();
    const other = then.hasTokens(await when.login({ login: user.login, password: PASSWORD }));
    expect(then.isSessions(await when.sessions(user))).toHaveLength(2);
    expect(then.isSignIns(await when.signIns(user))).toHaveLength(2);
    const [, first] = then.isSessions(await when.sessions(other));
    expect(await when.endSession(other, first?.session_id ?? '')).toMatchObject({ status: 204 });
    expect(await when.logout(other)).toMatchObject({ status: 204 });
  });

  it('goes on with the same session once an authenticator app is added', async () => {
    const user = await registered();
    const { secret } = await factors.added(user);
    then.isProblem(await opensWallet(user), 403, 'add_second_factor');
    const next = await refreshed(user);
    expect(next).not.toHaveProperty('scope');
    expect(await opensWallet(next)).toMatchObject({ status: 202 });
    const challenge = await factors.challenge(user);
    const later = then.hasTokens(await factors.loginWithCode(challenge, nextCodeOf(secret)));
    expect(later).not.toHaveProperty('scope');
  });

  it('goes on with the same session once a passkey is added', async () => {
    const user = await registered();
    const { authenticator } = await passkeys.added(user);
    expect(await opensWallet(await refreshed(user))).toMatchObject({ status: 202 });
    const session = then.hasTokens(await passkeys.login(await passkeys.signedLogin(authenticator)));
    expect(await opensWallet(session)).toMatchObject({ status: 202 });
  });

  it('confirms an older session with the password before', async () => {
    const user = await registered();
    expect(await factors.stepUp(user, { password: PASSWORD })).toMatchObject({ status: 200 });
  });
});

describe('where a second factor is required, a user with one', () => {
  it('keeps the last one, and removes any other', async () => {
    const user = await registered();
    await factors.added(user);
    const session = await refreshed(user);
    then.isProblem(await factors.remove(session), 409, 'last_factor');
    const { passkeyId } = await passkeys.added(session);
    expect(await factors.remove(session)).toMatchObject({ status: 204 });
    then.isProblem(await passkeys.remove(session, passkeyId), 409, 'last_factor');
    const second = await passkeys.added(session);
    expect(await passkeys.remove(session, passkeyId)).toMatchObject({ status: 204 });
    then.isProblem(await passkeys.remove(session, second.passkeyId), 409, 'last_factor');
  });

  it('is limited again by the next refresh once it is gone, and their keys go on', async () => {
    const user = await registered();
    await factors.added(user);
    const session = await refreshed(user);
    const { key } = isMade(await keySteps(() => world).make(session, { name: 'Shop', read: 'all' }));
    const { documents, users, factors: table } = world.tables;
    const { userId = '' } = (await new Users(documents, users).byLogin(user.login)) ?? {};
    await new UserFactors(documents, table).forget(userId);
    expect((await refreshed(session)).scope).toBe('second_factor');
    expect(await when.wallets({ token: key })).toMatchObject({ status: 200 });
  });
});
