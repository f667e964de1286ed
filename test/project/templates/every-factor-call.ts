import assert from 'node:assert/strict';
import { ulid } from 'ulid';
import { MAX_SESSIONS } from '../../../lib/domain/session.ts';
import { Sessions } from '../../../lib/store/sessions.ts';
import { Users } from '../../../lib/store/users.ts';
import type { InProcessWorld } from '../../support/in-process/in-process-world.ts';
import { factorSteps, nextCodeOf } from '../../support/steps/factor-steps.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import { keySteps } from '../../support/steps/key-steps.ts';
import { memberSteps } from '../../support/steps/member-steps.ts';
import { passkeySteps } from '../../support/steps/passkey-steps.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import type { User } from '../../support/steps/world.ts';

/**
 * An authenticator app that is added, used at a login and at a step-up, and removed; and enough requests
 * of each route that it syncs with the shared counter.
 * @param counted sends a request that often
 */
export async function useSecondFactors(
  world: InProcessWorld,
  counted: (send: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const factors = factorSteps(() => world);
  // From addresses from which the user has given no code.
  const from = (address: string) => factorSteps(() => world.from(address));
  const user = await givenSteps(() => world).user();
  await factors.stepUp(user, { password: 'a wrong password' });
  await factors.stepUp(user, { password: user.password });
  await counted(() => factors.factors(user));
  await counted(() => factors.remove(user));
  await counted(() => factors.renew(user));
  await counted(() => factors.enrol(user));
  const { login, password } = user;
  const { token: older } = then.hasTokens(await whenSteps(() => world).login({ login, password }));
  const { secret, recoveryCodes } = await factors.added(user);
  const sessions = new Sessions(world.tables.documents, world.tables.sessions);
  const userId = (await new Users(world.tables.documents, world.tables.users).byLogin(user.login))?.userId ?? '';
  const [own] = (await sessions.of(userId, Date.now())).sessions;
  assert(own);
  // One more makes room for itself.
  for (let n = 1; n < MAX_SESSIONS; n++) await sessions.begin({ ...own, sessionId: ulid() });
  // Large payments of a user with a second factor: all are refused, for the session is older than the factor.
  const when = whenSteps(() => world);
  const large = { from_id: '1', to_id: '2', amount: '100001' };
  const execute_at = new Date(Date.now() + 86_400_000).toISOString();
  const refused = [
    await when.transfer({ token: older }, { from: '1', to: '2', amount: large.amount }),
    await when.batch({ token: older }, [{ ...large, idempotency_key: 'a' }]),
    await when.schedule({ token: older }, { ...large, execute_at }),
    await when.changeSchedule({ token: older }, '1', ulid(), { amount: large.amount }),
    await keySteps(() => world).make({ token: older }, { name: 'A', pay: [{ wallet_id: '1', max_per_day: '100001' }] }),
  ];
  for (const response of refused) then.isProblem(response, 403, 'step_up_required');
  const challenge = await factors.challenge(user);
  const { token } = then.hasTokens(await from('192.0.2.9').loginWithCode(challenge, nextCodeOf(secret)));
  then.isProblem(await from('192.0.2.10').stepUp({ token }, { code: '000000' }), 422, 'wrong_code');
  expect(await from('192.0.2.10').stepUp({ token }, { code: recoveryCodes[0] })).toMatchObject({
    status: 200,
  });
  expect(await factors.renew({ token })).toMatchObject({ status: 200 });
  expect(await factors.remove({ token })).toMatchObject({ status: 204 });
}

/** What a stage asks of a user with a second factor that asks at new payees: refused, and then accepted. */
export async function payNewPayees(world: InProcessWorld): Promise<void> {
  const given = givenSteps(() => world);
  const when = whenSteps(() => world);
  const { user, wallet } = await given.userWithWallet();
  const { user: other, wallet: to } = await given.userWithWallet();
  const older = then.hasTokens(await when.login({ login: user.login, password: user.password }));
  await factorSteps(() => world).added(user);
  const order = { from_id: wallet, to_id: to, amount: '1' };
  const execute_at = new Date(Date.now() + 86_400_000).toISOString();
  // Each of them remembers another payee.
  const ask = async (by: Pick<User, 'token'>) => [
    await when.transfer(by, { from: wallet, to, amount: '1' }),
    await when.batch(by, [{ ...order, to_id: '7', idempotency_key: 'a' }]),
    await when.schedule(by, { ...order, to_id: '8', execute_at }),
    await memberSteps(() => world).change(by, wallet, other.login, { max_per_day: '1' }),
    await when.setApprovalRule(by, wallet, { approval_above: '5', approvers: [to] }),
  ];
  for (const response of await ask({ token: older.token })) then.isProblem(response, 403, 'step_up_required');
  for (const { status } of await ask(user)) expect([200, 201, 202]).toContain(status);
}

/** The same with passkeys: one of a user with a factor, one in place of the password, and one as the step-up. */
export async function usePasskeys(
  world: InProcessWorld,
  counted: (send: () => Promise<unknown>) => Promise<void>,
  countedLogins: (send: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const passkeys = passkeySteps(() => world);
  const from = (address: string) => passkeySteps(() => world.from(address));
  const user = await givenSteps(() => world).user();
  const userId = (await new Users(world.tables.documents, world.tables.users).byLogin(user.login))?.userId ?? '';
  await counted(() => passkeys.options(user));
  await counted(() => passkeys.add(user, 7));
  await counted(() => passkeys.stepUpOptions(user));
  const { authenticator } = await passkeys.added(user);
  const { passkeyId } = await passkeys.added(user);
  const sessions = new Sessions(world.tables.documents, world.tables.sessions);
  const [own] = (await sessions.of(userId, Date.now())).sessions;
  assert(own);
  // One more makes room for itself.
  for (let n = 1; n < MAX_SESSIONS; n++) await sessions.begin({ ...own, sessionId: ulid() });
  await countedLogins(() => from('192.0.2.11').loginOptions());
  await countedLogins(() => from('192.0.2.12').login(7));
  const challenge = await factorSteps(() => world.from('192.0.2.13')).challenge(user);
  const signed = await from('192.0.2.14').signedLogin(authenticator);
  const { token } = then.hasTokens(await from('192.0.2.15').login(signed, challenge));
  expect(await passkeys.stepUp({ token }, await passkeys.signedStepUp({ token }, authenticator))).toMatchObject({
    status: 200,
  });
  await counted(() => passkeys.remove({ token }, 'no-id'));
  expect(await passkeys.remove({ token }, passkeyId)).toMatchObject({ status: 204 });
}
