import * as z from 'zod';
import { FactorSecrets } from '../../../lib/store/factor-secrets.ts';
import { UserFactors } from '../../../lib/store/factors.ts';
import { OperatorLog } from '../../../lib/store/operator-log.ts';
import { Revocations } from '../../../lib/store/revocations.ts';
import { Sessions } from '../../../lib/store/sessions.ts';
import { SignIns } from '../../../lib/store/sign-ins.ts';
import { Users } from '../../../lib/store/users.ts';
import { removeFactors } from '../../../lib/usecases/remove-factors.ts';
import { type Listening, listening } from '../../support/environment/listening.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { runOperator } from '../../support/in-process/operator.ts';
import { factorSteps, nextCodeOf } from '../../support/steps/factor-steps.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import { passkeySteps } from '../../support/steps/passkey-steps.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import { identityOf, stsServer } from './sts.ts';

const STAGE = 'test';
let world: InProcessWorld;
let sts: Listening;
let environment: Record<string, string>;
const given = givenSteps(() => world);
const when = whenSteps(() => world);
const factors = factorSteps(() => world);
const passkeys = passkeySteps(() => world);
beforeAll(async () => {
  world = await startInProcess();
  sts = await listening(stsServer());
  environment = {
    ...(await world.operatorEnvironment()),
    AWS_ENDPOINT_URL_STS: sts.url,
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'us-east-1',
    AWS_ACCOUNT_ID: '123456789012',
  };
});
beforeEach(() => world.setStageSettings(STAGE, {}));
afterAll(async () => {
  await world.stop();
  await sts.stop();
});

async function as(who: string, ...argv: string[]) {
  const { code, out, err } = await runOperator(['--stage', STAGE, '--json', ...argv], {
    ...environment,
    AWS_ACCESS_KEY_ID: who,
  });
  return { code, err, json: out === '' ? undefined : JSON.parse(out) };
}
const removal = (login: string, who = 'ann') =>
  as(who, 'users', 'remove-second-factor', login, '--reason', 'case 7: called back');

/** A user with an authenticator app and one session. */
async function withApp() {
  const user = await given.user();
  const { secret, recoveryCodes } = await factors.added(user);
  const stored = await new Users(world.tables.documents, world.tables.users).byLogin(user.login);
  return { user, secret, recoveryCodes, userId: stored?.userId ?? '' };
}
function removalStores() {
  const { documents, sessions, revocations, factors, factorSecrets } = world.tables;
  return {
    sessions: new Sessions(documents, sessions),
    signIns: new SignIns(documents, sessions),
    revocations: new Revocations(documents, revocations),
    factors: new UserFactors(documents, factors),
    factorSecrets: new FactorSecrets(documents, factorSecrets),
  };
}
const login = ({ login, password }: { login: string; password: string }) => when.login({ login, password });

describe('a user who has lost the second factor', () => {
  it('logs in with the password alone once an operator has removed it, and can add another one', async () => {
    const { user, secret, recoveryCodes } = await withApp();
    const challenge = await factors.challenge(user);
    expect((await removal(user.login.toUpperCase())).json).toEqual({ login: user.login, removed: true, ended: 1 });
    for (const code of [nextCodeOf(secret), recoveryCodes[0]])
      then.isProblem(await factors.loginWithCode(challenge, code), 422, 'wrong_code');
    const { token } = then.hasTokens(await login(user));
    expect((await factors.factors({ token })).body).toEqual({ recovery_codes: 0 });
    expect((await factors.added({ token })).recoveryCodes).toHaveLength(10);
  });

  it('has no session from before it, and sees among the sign-ins that an operator has removed it', async () => {
    const { user } = await withApp();
    await removal(user.login);
    then.isUnauthenticated(await when.wallets(user));
    const { token } = then.hasTokens(await login(user));
    const [, removed] = then.isSignIns(await when.signIns({ token }));
    expect(removed).toMatchObject({ event: 'second_factor_removal', result: 'succeeded', network: '', user_agent: '' });
  });

  it('has no passkey any more either, with which to log in', async () => {
    const user = await given.user();
    const { authenticator } = await passkeys.added(user);
    const signed = await passkeys.signedLogin(authenticator);
    expect((await removal(user.login)).json).toMatchObject({ removed: true });
    then.isProblem(await passkeys.login(signed), 422, 'wrong_passkey');
    then.hasTokens(await login(user));
  });

  it('is not let in by a new password alone', async () => {
    const { user } = await withApp();
    const { json } = await as('ann', 'users', 'reset-password', user.login, '--reason', 'case 7');
    const { code } = z.object({ code: z.string() }).parse(json);
    const reset = { login: user.login, code, new_password: 'nineteen calm otters swim' };
    expect(await when.resetPassword(reset)).toMatchObject({ status: 204 });
    const refused = await login({ login: user.login, password: reset.new_password });
    then.isProblem(refused, 401, 'second_factor_required');
  });

  it('stays blocked if they are', async () => {
    const { user } = await withApp();
    await as('ann', 'users', 'block', user.login, '--reason', 'case 7');
    await removal(user.login);
    then.isProblem(await login(user), 401, 'user_blocked');
  });
});

describe('the removal of a second factor', () => {
  it('is in the operator log with its identity and reason, and without a secret', async () => {
    const { user, secret } = await withApp();
    await removal(user.login);
    const log = new OperatorLog(world.tables.documents, world.tables.operatorLog);
    const [intent, outcome] = (await Array.fromAsync(log.entries())).slice(-2);
    expect(intent).toMatchObject({
      by: identityOf('ann'),
      command: 'users remove-second-factor',
      arguments: { login: user.login },
      reason: 'case 7: called back',
    });
    expect(outcome).toMatchObject({ kind: 'outcome', result: 'done' });
    expect(JSON.stringify([intent, outcome])).not.toContain(secret);
  });

  it('changes nothing on a protected stage until another operator approves it', async () => {
    const { user, secret } = await withApp();
    world.setStageSettings(STAGE, { secondPerson: true });
    const { json } = await removal(user.login);
    const { id } = z.object({ id: z.string(), state: z.literal('waiting') }).parse(json);
    expect(await when.wallets(user)).toMatchObject({ status: 200 });
    then.hasTokens(await factors.loginWithCode(await factors.challenge(user), nextCodeOf(secret)));
    expect((await as('ann', 'approve', id)).err).toContain('another operator has to approve it');
    expect((await as('bob', 'approve', id)).json).toMatchObject({ login: user.login, removed: true });
    then.hasTokens(await login(user));
    const again = await as('bob', 'approve', id, '--again');
    expect(again.err).toContain('does not wait: it is done');
  });

  it('is refused for a user without one, and then ends no session', async () => {
    const user = await given.user();
    const { code, err } = await removal(user.login);
    expect([code, err]).toEqual([1, `"${user.login}" has no second factor\n`]);
    expect(await when.wallets(user)).toMatchObject({ status: 200 });
  });

  it('comes after the end of the sessions, also where it is repeated after an error', async () => {
    const { user, userId, secret } = await withApp();
    const stores = removalStores();
    await stores.factorSecrets.propose(userId, { id: 'late', secret: 'A' }, Date.now());
    const died = { id: 'once', now: Date.now(), untilRevoked: () => Promise.reject(new Error('died')) };
    await expect(removeFactors(stores, userId, died)).rejects.toThrow('died');
    expect(await stores.sessions.of(userId, Date.now())).toMatchObject({ sessions: [] });
    then.hasTokens(await factors.loginWithCode(await factors.challenge(user), nextCodeOf(secret)));
    const whole = { ...died, untilRevoked: () => Promise.resolve() };
    expect(await removeFactors(stores, userId, whole)).toEqual({ removed: true, ended: 1 });
    expect(await removeFactors(stores, userId, whole)).toEqual({ removed: false, ended: 0 });
    expect(await stores.factorSecrets.proposed(userId, Date.now())).toBeUndefined();
  });
});
