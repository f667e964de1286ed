import { treasuryWalletId } from '../../../lib/domain/treasury.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { runOperator } from '../../support/in-process/operator.ts';
import { type WorldMoves, worldMoves } from '../../support/in-process/world-moves.ts';
import type { ApiResponse } from '../../support/steps/api.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import type { User } from '../../support/steps/world.ts';

let world: InProcessWorld;
let moves: WorldMoves;
const given = givenSteps(() => world);
const when = whenSteps(() => world);
beforeAll(async () => {
  world = await startInProcess();
  moves = await worldMoves(world);
});
afterAll(() => world.stop());

/** A user's request about a wallet, and the response that it has while nothing moves. */
type Request = readonly [
  name: string,
  request: (user: User, wallet: string) => Promise<ApiResponse>,
  response: { readonly status: number; readonly body?: unknown },
];
const REQUESTS: readonly Request[] = [
  ['its balance', (user, id) => when.balance(user, id), { status: 200, body: { balance: '0' } }],
  ['its statement', (user, id) => when.statement(user, id), { status: 204 }],
  ['its statement as a file', (user, id) => when.statementCsv(user, id), { status: 200 }],
  ['its freezes and limits', (user, id) => when.controls(user, id), { status: 200 }],
  [
    'its freeze',
    (user, id) => when.changeControls(user, id, { frozen: 'all' }),
    { status: 200, body: { frozen: 'all' } },
  ],
  [
    'a limit',
    (user, id) => when.changeControls(user, id, { max_payment: '7' }),
    { status: 200, body: { max_payment: '7' } },
  ],
  ['its end', (user, id) => when.closeWallet(user, id), { status: 200, body: { closed_at: expect.any(String) } }],
  [
    'the end of the account, as the wallet is open',
    (user) => when.deleteAccount(user, { password: user.password }),
    { status: 409, body: { code: 'account_in_use' } },
  ],
];

describe('a request about a wallet that moves', () => {
  it.each(REQUESTS)(
    'is to be repeated while no shard has it, and then does the same: %s',
    async (_, request, response) => {
      const { user, wallet } = await given.userWithWallet({ shard: 0 });
      expect(await moves.move(wallet, 1, (path) => path === '/api/putwallet')).toBe('died');
      then.isProblem(await request(user, wallet), 503, 'unavailable');
      await moves.finish();
      expect(await request(user, wallet)).toMatchObject(response);
    },
  );

  it.each(REQUESTS)('follows the wallet once its new shard has it: %s', async (_, request, response) => {
    const { user, wallet } = await given.userWithWallet({ shard: 0 });
    expect(await moves.move(wallet, 1, (path) => path === '/api/tombwallet')).toBe('died');
    expect(await request(user, wallet)).toMatchObject(response);
    await moves.finish();
    const again = await given.userWithWallet({ shard: 1 });
    await moves.move(again.wallet, 0);
    expect(await request(again.user, again.wallet)).toMatchObject(response);
  });

  it('ends an account whose wallet was closed, and has moved since', async () => {
    const { user, wallet } = await given.userWithWallet({ shard: 0 });
    await when.closeWallet(user, wallet);
    await moves.move(wallet, 1);
    expect(await when.deleteAccount(user, { password: user.password })).toMatchObject({ status: 204 });
  });

  it('is kept by a move: what was frozen, limited or closed is so on the new shard', async () => {
    const { user, wallet } = await given.userWithWallet({ shard: 0, money: 10 });
    await when.changeControls(user, wallet, { max_payment: '3' });
    await moves.move(wallet, 1);
    const order = { from: wallet, to: treasuryWalletId('XXX') };
    const { TxID } = { TxID: then.isAccepted(await when.transfer(user, { ...order, amount: '4' })) };
    expect(await then.isFinal(() => world, user, wallet, TxID)).toMatchObject({ status: 'INVALID' });
    expect(await when.controls(user, wallet)).toMatchObject({ status: 200, body: { max_payment: '3' } });
  });
});

describe('an operator who changes a wallet that moves', () => {
  const operator = async (...argv: readonly string[]) => runOperator(argv, await world.operatorEnvironment());
  const COMMANDS = [
    ['freeze', []],
    ['limits', ['--max-payment', '5']],
    ['close', []],
  ] as const;

  it.each(COMMANDS)('is told to repeat it while no shard has it: wallets %s', async (name, flags) => {
    const { wallet } = await given.userWithWallet({ shard: 0 });
    await moves.move(wallet, 1, (path) => path === '/api/putwallet');
    const command = ['wallets', name, wallet, ...flags, '--reason', 'a test'];
    const refused = await operator(...command);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/try again/i);
    await moves.finish();
    expect((await operator(...command)).code).toBe(0);
  });

  it('sets a credit limit once it has arrived, and where it has arrived', async () => {
    const { wallet } = await given.userWithWallet({ shard: 0 });
    await moves.move(wallet, 1, (path) => path === '/api/putwallet');
    const set = operator('--json', 'wallets', 'set-credit-limit', wallet, '5', '--reason', 'a test');
    await moves.finish();
    expect(await set).toMatchObject({ code: 0 });
    const [there] =
      (await world.shards[1]
        ?.request('GET', '/api/wallets', {
          token: await world.serviceToken(1, { operation: 'wallets' }),
        })
        .then(({ body }) => [body])) ?? [];
    expect(there).toMatchObject({
      wallets: expect.arrayContaining([expect.objectContaining({ wallet_id: wallet, credit_limit: '5' })]),
    });
  });
});
