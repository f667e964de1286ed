import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { runOperator } from '../../support/in-process/operator.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import { freshWalletId } from '../../support/steps/wallet-ids.ts';

let world: InProcessWorld;
const given = givenSteps(() => world);
beforeAll(async () => {
  world = await startInProcess();
});
afterAll(() => world.stop());

async function refused(...argv: string[]): Promise<string> {
  const { code, out, err } = await runOperator(
    ['--data', 'no-such-folder', ...argv],
    await world.operatorEnvironment(),
  );
  expect({ code, out }).toEqual({ code: 1, out: '' });
  return err;
}
const WHY = ['--reason', 'a test'];

describe('a wallet that does not exist', () => {
  it.each([
    ['freeze', []],
    ['unfreeze', []],
    ['limits', ['--max-payment', '5']],
    ['close', []],
    ['stripe', ['--into', '4']],
  ])('is refused by "wallets %s" in words that name no shard', async (command, more) => {
    expect(await refused('wallets', command, freshWalletId({ shardCount: 2 }), ...more, ...WHY)).toBe(
      'There is no such wallet.\n',
    );
  });

  it('is refused by "wallets show", which names no shard for it', async () => {
    const wallet = freshWalletId({ shardCount: 2 });
    expect(await refused('wallets', 'show', wallet)).toBe(`there is no wallet ${wallet}\n`);
  });

  it('is refused by "verify", which does not say that its statement is whole', async () => {
    const wallet = freshWalletId({ shardCount: 2 });
    expect(await refused('verify', '--wallet', wallet)).toBe(`no shard has wallet ${wallet}\n`);
  });
});

it('"wallets limits" without a limit is refused, and says which there are', async () => {
  const { wallet } = await given.userWithWallet();
  expect(await refused('wallets', 'limits', wallet, ...WHY)).toBe(
    'give --minimum, --max-payment or --max-per-day, or several of them\n',
  );
});
