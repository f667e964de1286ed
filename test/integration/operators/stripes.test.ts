import { Directory } from '../../../lib/store/directory.ts';
import { ShardItems } from '../../../lib/store/shard-items.ts';
import { ShardStripes } from '../../../lib/store/shard-stripes.ts';
import { StripedWallets } from '../../../lib/store/striped-wallets.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { runOperator } from '../../support/in-process/operator.ts';
import { type WorldMoves, worldMoves } from '../../support/in-process/world-moves.ts';
import { makeOlder } from '../../support/older-wallet.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { freshWalletId } from '../../support/steps/wallet-ids.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

const SHARD = 0;

let world: InProcessWorld;
let moves: WorldMoves;
const given = givenSteps(() => world);
const when = whenSteps(() => world);
beforeAll(async () => {
  world = await startInProcess();
  moves = await worldMoves(world);
});
afterAll(() => world.stop());

async function operator(...argv: string[]) {
  const words = ['--data', 'no-such-folder', ...argv];
  return runOperator(words, await world.operatorEnvironment());
}
const stripe = (wallet: string, into: string) =>
  operator('--json', 'wallets', 'stripe', wallet, `--into=${into}`, '--reason', 'a test');

async function striped(wallet: string, into: string): Promise<unknown> {
  const { code, out, err } = await stripe(wallet, into);
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out);
}
async function refused(wallet: string, into: string): Promise<string> {
  const { code, err } = await stripe(wallet, into);
  expect(code).toBe(1);
  return err.trimEnd();
}

const directory = () => new Directory(world.tables.documents, world.tables.wallets);
const listed = async (wallet: string) =>
  (await new StripedWallets(world.tables.documents, world.tables.wallets).list(Date.now()))[wallet];

/** What the shard, the directory and the list say of the stripes of a wallet. */
async function known(wallet: string) {
  const items = new ShardItems(world.tables.documents, world.tables.shardWallets[SHARD] ?? '');
  return [
    (await items.itemsOf(wallet))?.stripes.length,
    (await directory().get(wallet))?.stripes,
    await listed(wallet),
  ];
}

describe('"wallets stripe"', () => {
  it('makes stripes on the shard, tells the directory, and lets new transfers use all of them', async () => {
    const { wallet } = await given.userWithWallet({ shard: SHARD });
    expect(await striped(wallet, '4')).toEqual({ wallet_id: wallet, stripes: 4, used: 4 });
    expect(await known(wallet)).toEqual([4, 4, 4]);
    expect(await striped(wallet, '64')).toEqual({ wallet_id: wallet, stripes: 64, used: 64 });
    expect(await known(wallet)).toEqual([64, 64, 64]);
  });

  it.each([
    ['the shard', 0],
    ['the directory', 1],
  ])('goes on when it is repeated after it was stopped behind %s', async (_, steps) => {
    const { wallet } = await given.userWithWallet({ shard: SHARD });
    await new ShardStripes(world.tables.documents, world.tables.shardWallets[SHARD]).make(wallet, 4);
    if (steps > 0) await directory().setStripes(wallet, 4);
    expect(await striped(wallet, '4')).toEqual({ wallet_id: wallet, stripes: 4, used: 4 });
    expect(await striped(wallet, '4')).toEqual({ wallet_id: wallet, stripes: 4, used: 4 });
    expect(await known(wallet)).toEqual([4, 4, 4]);
  });

  it('ends with --into 1: new transfers use its own item, the stripes stay, and are used again when asked', async () => {
    const { wallet } = await given.userWithWallet({ shard: SHARD });
    await striped(wallet, '4');
    for (let n = 0; n < 2; n++) expect(await striped(wallet, '1')).toEqual({ wallet_id: wallet, stripes: 4, used: 0 });
    expect(await known(wallet)).toEqual([4, 4, undefined]);
    expect(await striped(wallet, '8')).toEqual({ wallet_id: wallet, stripes: 8, used: 8 });
  });

  it('is refused with the option and its rule', async () => {
    const { wallet } = await given.userWithWallet({ shard: SHARD });
    for (const into of ['0', '65', '-2', '2.5', 'eight', '', '1e1', '08', '100'])
      expect(await refused(wallet, into)).toBe(
        '--into must be a whole number from 2 to 64, or 1 to end the use of stripes',
      );
    expect(await refused(wallet, '1')).toBe(`--into 1 ends the use of stripes, and wallet ${wallet} has none`);
    await striped(wallet, '8');
    expect(await refused(wallet, '4')).toBe(
      `--into 4 is fewer than before: wallet ${wallet} has 8 stripes, and keeps them. Give 8 or more, or 1`,
    );
    expect(await known(wallet)).toEqual([8, 8, 8]);
  });

  it('is refused for the treasury, for a closed wallet, and for none', async () => {
    expect(await refused('0', '4')).toContain('wallet 0 is of the treasury: it pays');
    const nobodys = freshWalletId({ shard: SHARD, shardCount: world.shardCount });
    for (const into of ['4', '1']) expect(await refused(nobodys, into)).toContain('no such wallet');
    const { wallet } = await given.userWithWallet({ shard: SHARD });
    await operator('wallets', 'close', wallet, '--reason', 'a test');
    expect(await refused(wallet, '4')).toBe('The wallet is closed.');
  });

  it('says to repeat it while the wallet moves, and follows it to its new shard', async () => {
    const { wallet } = await given.userWithWallet({ shard: 1 });
    await moves.move(wallet, SHARD, (path) => path === '/api/putwallet');
    expect(await refused(wallet, '4')).toMatch(/try again|repeat/i);
    await moves.finish();
    await striped(wallet, '4');
    expect(await known(wallet)).toEqual([4, 4, 4]);
  });

  it('opens the statement of a wallet that is older than statements', async () => {
    const { user, wallet } = await given.userWithWallet({ shard: SHARD, money: 5 });
    await makeOlder(world.tables, SHARD, wallet);
    await striped(wallet, '2');
    expect(then.isBalance(await when.balance(user, wallet)).balance).toBe('5');
  });

  it('lets the wallet take payments on every stripe, and pay all of it', async () => {
    const { user, wallet } = await given.userWithWallet({ shard: SHARD, money: 5 });
    await striped(wallet, '2');
    const issue = (key: number) =>
      operator('issue', '--to', wallet, '--amount', '10', '--key', `${wallet}-${key}`, '--reason', 'a test');
    for (let key = 0; key < 8; key++) expect(await issue(key)).toMatchObject({ code: 0 });
    expect(then.isBalance(await when.balance(user, wallet)).balance).toBe('85');
    const { out } = await operator('wallets', 'show', wallet);
    expect(out).toContain('\n  2 stripes: new payments use all of them\n  own item   has 5\n  stripe 1   has ');
    const has = [...out.matchAll(/^ {2}stripe \d+ +has (\d+)$/gm)].map(([, amount]) => Number(amount));
    expect([has.length, has.reduce((sum, one) => sum + one, 0), has.every((one) => one > 0)]).toEqual([2, 80, true]);
    const payout = { from: wallet, to: await given.wallet(user), amount: 85 };
    expect(await given.transfer(user, payout)).toMatchObject({ status: 'SUCCESSFUL' });
    expect((await operator('wallets', 'show', wallet)).out).toMatch(/balance 0: 0 available, 0 reserved/);
  });
});
