// Freezes, closing and credit limits of a wallet in stripes. Those of every wallet are in shard-controls.test.ts.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { MibError } from '../../../lib/domain/errors.ts';
import { balanceOf } from '../../../lib/domain/shard-wallet.ts';
import { itemIdOf, stripeId } from '../../../lib/domain/stripes.ts';
import type { ControlsChange } from '../../../lib/domain/wallet-controls.ts';
import { ShardControls } from '../../../lib/store/shard-controls.ts';
import { ShardCredit } from '../../../lib/store/shard-credit.ts';
import { ShardItems } from '../../../lib/store/shard-items.ts';
import { giving } from '../../../lib/store/shard-stripe-writes.ts';
import { ShardStripes } from '../../../lib/store/shard-stripes.ts';
import { ShardWalletTable } from '../../../lib/store/shard-wallet-table.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { type FreshTables, memoryTables } from '../../support/environment/tables.ts';
import { credit, debit, itemOf, moneyOf, NOW, outcomeOf, walletWith } from './shard-wallet-steps.ts';

const STRIPES = 3;
const ITEMS = [undefined, 1, 2, 3];
let tables: FreshTables;
let wallets: ShardWallets;
let stripes: ShardStripes;
let controls: ShardControls;
let credits: ShardCredit;
beforeAll(async () => {
  tables = await memoryTables();
  const { documents, shardWallets } = tables;
  wallets = new ShardWallets(documents, shardWallets[0]);
  stripes = new ShardStripes(documents, shardWallets[0]);
  controls = new ShardControls(documents, shardWallets[0]);
  credits = new ShardCredit(documents, shardWallets[0]);
});
afterAll(() => tables.close());

/** A wallet with money on its own item, and on its first stripe. */
async function striped({ own = 0n, first = 0n, creditLimit = 0n } = {}): Promise<string> {
  const walletId = await walletWith(wallets, own, creditLimit);
  await stripes.make(walletId, STRIPES);
  if (first > 0n) await pay(walletId, 1, first);
  return walletId;
}

async function pay(walletId: string, stripe: number, amount: bigint): Promise<void> {
  const into = credit(stripeId(walletId, stripe), amount);
  await wallets.reserve(into, NOW);
  await wallets.commit(into, NOW);
}

const change = (walletId: string, asked: ControlsChange, by: 'owner' | 'operator' = 'owner') =>
  controls.change(walletId, { by, change: asked }, NOW);
const close = (walletId: string) => controls.close(walletId, { by: 'owner' }, NOW);
/** What the main item and each stripe say to a credit. */
const taking = (walletId: string) =>
  Promise.all(ITEMS.map((stripe) => outcomeOf(wallets.reserve(credit(itemIdOf({ walletId, stripe }), 1n), NOW))));
const all = (what: string) => ITEMS.map(() => what);

/** The controls of a client, before whose first transactions something happens. */
function meeting(between: () => Promise<unknown>, times = 1): ShardControls {
  let met = 0;
  const { documents, shardWallets } = tables;
  const send = async (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
    if ('TransactItems' in command.input && met < times) {
      met += 1;
      await between();
    }
    return documents.send(command);
  };
  return new ShardControls(Object.create(documents, { send: { value: send } }), shardWallets[0]);
}

describe('a freeze of a wallet in stripes', () => {
  it('refuses credits on all of its items at once, and its end takes them again', async () => {
    const walletId = await striped({ first: 5n });
    expect(balanceOf(await change(walletId, { frozen: 'all' })).balance).toBe(5n);
    expect(await taking(walletId)).toEqual(all('wallet_frozen'));
    await change(walletId, { frozen: null });
    expect(await taking(walletId)).toEqual(all('held'));
  });

  it('of debits alone lets credits in, and keeps a debit from gathering', async () => {
    const walletId = await striped({ first: 5n });
    await change(walletId, { frozen: 'debits' });
    expect(await taking(walletId)).toEqual(all('held'));
    expect(await outcomeOf(wallets.reserve(debit(walletId, 1n), NOW))).toBe('wallet_frozen');
  });

  it('by an operator stays when its owner lifts theirs', async () => {
    const walletId = await striped();
    await change(walletId, { frozen: 'all' });
    await change(walletId, { frozen: 'credits', reason: 'case 7' }, 'operator');
    await change(walletId, { frozen: null });
    expect(await taking(walletId)).toEqual(all('wallet_frozen'));
  });

  it('holds on stripes that are made while it is asked for', async () => {
    const walletId = await striped();
    const freezing = meeting(() => stripes.make(walletId, STRIPES + 1));
    await freezing.change(walletId, { by: 'owner', change: { frozen: 'all' } }, NOW);
    const onNew = credit(stripeId(walletId, STRIPES + 1), 1n);
    expect(await outcomeOf(wallets.reserve(onNew, NOW))).toBe('wallet_frozen');
    expect(await taking(walletId)).toEqual(all('wallet_frozen'));
  });

  it('is tried again while credits come in between, and then is `unavailable`', async () => {
    const walletId = await striped();
    const busy = () => Promise.reject(new MibError('unavailable'));
    const asked = { by: 'owner', change: { frozen: 'all' } } as const;
    await expect(meeting(busy, 99).change(walletId, asked, NOW)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await taking(walletId)).toEqual(all('held'));
    await meeting(busy, 5).change(walletId, asked, NOW);
    expect(await taking(walletId)).toEqual(all('wallet_frozen'));
  });

  it('settles on a stripe what it held before', async () => {
    const walletId = await striped();
    const held = credit(stripeId(walletId, 2), 9n);
    await wallets.reserve(held, NOW);
    await change(walletId, { frozen: 'all' });
    await wallets.commit(held, NOW);
    expect(await moneyOf(wallets, walletId)).toEqual({ available: 9n, reserved: 0n });
  });

  it('of one version is done once, whichever of two comes first', async () => {
    const walletId = await striped();
    const asked = (frozen: 'all' | 'debits') =>
      controls.change(walletId, { by: 'owner', change: { frozen }, version: 0 }, NOW);
    const [one, other] = await Promise.allSettled([asked('all'), asked('debits')]);
    expect([one.status, other.status].sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('closing a wallet in stripes', () => {
  it('closes all of its items', async () => {
    const walletId = await striped();
    expect((await close(walletId)).controls?.closedAt).toBe(NOW);
    expect(await taking(walletId)).toEqual(all('wallet_closed'));
  });

  it('happens after all of its money was paid, wherever it was', async () => {
    const walletId = await striped({ own: 3n, first: 5n });
    const paying = debit(walletId, 8n);
    await wallets.reserve(paying, NOW);
    await wallets.commit(paying, NOW);
    expect((await close(walletId)).controls?.closedAt).toBe(NOW);
  });

  it.each([
    ['money on a stripe', (walletId: string) => pay(walletId, 2, 5n)],
    ['a hold on a stripe', (walletId: string) => wallets.reserve(credit(stripeId(walletId, 2), 5n), NOW)],
    [
      'money on its way from a stripe',
      async (walletId: string) => {
        await pay(walletId, 2, 5n);
        const table = new ShardWalletTable(tables.documents, tables.shardWallets[0]);
        await table.write(stripeId(walletId, 2), giving(5n));
      },
    ],
  ])('is refused for %s, also if it comes at the last moment', async (_, come) => {
    const early = await striped();
    await come(early);
    expect((await close(early)).controls?.closedAt).toBeUndefined();
    const late = await striped();
    const after = await meeting(() => come(late)).close(late, { by: 'owner' }, NOW);
    expect(after.controls?.closedAt).toBeUndefined();
    expect(await taking(late)).toEqual(all('held'));
  });
});

describe('the credit limit of a wallet in stripes', () => {
  it('is lowered by what its stripes have', async () => {
    const walletId = await striped({ creditLimit: 100n, first: 60n });
    const paying = debit(walletId, 100n);
    await wallets.reserve(paying, NOW);
    expect(await credits.set(walletId, 40n)).toMatchObject({ creditLimit: 40n });
    expect(await moneyOf(wallets, walletId)).toEqual({ available: -40n, reserved: 100n });
  });

  it('is spent only if the whole wallet uses it', async () => {
    const walletId = await striped({ creditLimit: 100n, first: 60n });
    await wallets.reserve(debit(walletId, 100n), NOW);
    expect(await credits.set(walletId, 39n)).toBe('spent');
    expect(await itemOf(wallets, walletId)).toMatchObject({ creditLimit: 100n });
  });
});

it('is one wallet to operators who look at it', async () => {
  const walletId = await striped({ own: 3n, first: 5n });
  const found = await new ShardItems(tables.documents, tables.shardWallets[0]).get([walletId]);
  expect([...found].map(([id, wallet]) => [id, balanceOf(wallet).balance])).toEqual([[walletId, 8n]]);
});
