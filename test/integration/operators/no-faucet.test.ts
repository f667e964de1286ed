import { services } from '../../support/environment/services.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { runOperator } from '../../support/in-process/operator.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

let world: InProcessWorld;
const given = givenSteps(() => world);
const when = whenSteps(() => world);
beforeAll(async () => {
  const settings = JSON.parse(services().orchestrator.parameters['/mib/local/stage-settings'] ?? '');
  world = await startInProcess({ environment: { STAGE_SETTINGS: JSON.stringify({ ...settings, faucet: false }) } });
});
afterAll(() => world.stop());

// The treasury of this world has a password, as one has that somebody set by hand.
describe('a stage without a faucet', () => {
  it('refuses the login of the treasury, also with its password, as it refuses an unknown login', async () => {
    const { password } = world.treasury;
    const unknown = await when.login({ login: 'nobody-has-this', password });
    for (const login of ['treasury', 'TREASURY', 'Treasury']) {
      const refused = await when.login({ login, password });
      expect([refused.status, refused.text]).toEqual([unknown.status, unknown.text]);
    }
  });

  it('lets every other user log in', async () => {
    const { login, password } = await given.user();
    then.isSession(await when.login({ login, password }));
  });

  it('has money that operators issue', async () => {
    const { user, wallet } = await given.userWithWallet();
    const argv = ['--data', 'x', 'issue', '--to', wallet, '--amount', '70', '--reason', 'a test'];
    expect((await runOperator(argv, await world.operatorEnvironment())).out).toMatch(
      new RegExp(`^issue 70, wallet ${wallet}: transfer \\w{26} SUCCESSFUL \\(transaction completed\\)\n$`),
    );
    expect(then.isBalance(await when.balance(user, wallet)).balance).toBe('70');
  });
});
