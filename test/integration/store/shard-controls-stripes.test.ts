// Freezes, closing and credit limits of a wallet in stripes. Those of every wallet are in shard-controls.test.ts.
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { balanceOf } from '../../../lib/domain/shard-wallet.ts';
import { itemIdOf, stripeId } from '../../../lib/domain/stripes.ts';
import { type ControlsChange, frozenIn } from '../../../lib/domain/wallet-controls.ts';
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

/** What is sent to the database, as far as it is looked at. */
const Sent = z.looseObject({
  Key: z.looseObject({ wallet_id: z.string() }).optional(),
  TransactItems: z.unknown().optional(),
  UpdateExpression: z.string().optional(),
});
type Sent = z.infer<typeof Sent>;
const isTransaction = ({ TransactItems }: Sent) => TransactItems !== undefined;
/** The write of the wallet's own item, or of one of its stripes. */
const isOf = (itemId: string) => (sent: Sent) => sent.UpdateExpression !== undefined && sent.Key?.wallet_id === itemId;

/** The controls of a client, before whose first operations of a kind something happens. */
function meeting(isSuch: (sent: Sent) => boolean, between: () => Promise<unknown>, times = 1): ShardControls {
  let met = 0;
  const { documents, shardWallets } = tables;
  const send = async (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
    if (isSuch(Sent.parse(command.input)) && met < times) {
      met += 1;
      await between();
    }
    return documents.send(command);
  };
  return new ShardControls(Object.create(documents, { send: { value: send } }), shardWallets[0]);
}

/** The controls of a client, and the ids of the items that it writes. */
function watched(): { controls: ShardControls; written: string[]; transactions: () => number } {
  const written: string[] = [];
  let transactions = 0;
  const seen = meeting(
    (sent) => {
      if (isTransaction(sent)) transactions += 1;
      if (sent.UpdateExpression !== undefined) written.push(sent.Key?.wallet_id ?? '');
      return false;
    },
    async () => undefined,
  );
  return { controls: seen, written, transactions: () => transactions };
}

const dies = () => Promise.reject(new Error('died'));
/** A change whose function dies once the wallet's own item is written. */
const dyingAfterMain = (walletId: string, frozen: ControlsChange['frozen']) =>
  expect(
    meeting((sent) => ITEMS.some((n) => n !== undefined && isOf(stripeId(walletId, n))(sent)), dies, 99).change(
      walletId,
      { by: 'owner', change: { frozen } },
      NOW,
    ),
  ).rejects.toThrow('died');
const ofMainAlone = ['wallet_frozen', 'held', 'held', 'held'];

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

  it('is one write of each item, and no transaction, which credits would keep from succeeding', async () => {
    const walletId = await striped();
    const { controls: watching, written, transactions } = watched();
    await watching.change(walletId, { by: 'owner', change: { frozen: 'all' } }, NOW);
    expect(written.toSorted()).toEqual(ITEMS.map((stripe) => itemIdOf({ walletId, stripe })));
    expect(transactions()).toBe(0);
  });

  it('succeeds while its stripes take credits all the time', async () => {
    const walletId = await striped();
    const busy = meeting(
      () => true,
      async () => {
        await taking(walletId);
      },
      99,
    );
    await busy.change(walletId, { by: 'owner', change: { frozen: 'all' } }, NOW);
    expect(await taking(walletId)).toEqual(all('wallet_frozen'));
  });

  it('writes no stripe for a change of limits, which are of debits', async () => {
    const walletId = await striped();
    const { controls: watching, written } = watched();
    await watching.change(walletId, { by: 'owner', change: { maxPayment: 5n } }, NOW);
    expect(written).toEqual([walletId]);
  });

  it('is confirmed only when all of its items refuse credits', async () => {
    const walletId = await striped();
    let isConfirmed = false;
    const late = meeting(isOf(stripeId(walletId, 2)), async () => {
      expect(await outcomeOf(wallets.reserve(credit(stripeId(walletId, 2), 1n), NOW))).toBe('held');
      expect(isConfirmed).toBe(false);
    });
    await late.change(walletId, { by: 'owner', change: { frozen: 'all' } }, NOW);
    isConfirmed = true;
    expect(await taking(walletId)).toEqual(all('wallet_frozen'));
  });

  it('holds on stripes that are made before its first write', async () => {
    const walletId = await striped();
    const freezing = meeting(isOf(walletId), () => stripes.make(walletId, STRIPES + 1));
    await freezing.change(walletId, { by: 'owner', change: { frozen: 'all' } }, NOW);
    const onNew = credit(stripeId(walletId, STRIPES + 1), 1n);
    expect(await outcomeOf(wallets.reserve(onNew, NOW))).toBe('wallet_frozen');
    expect(await taking(walletId)).toEqual(all('wallet_frozen'));
  });

  it('holds on stripes that are made before its last write, and its end lifts it there', async () => {
    const walletId = await striped();
    const freezing = meeting(isOf(stripeId(walletId, 1)), () => stripes.make(walletId, STRIPES + 1));
    await freezing.change(walletId, { by: 'owner', change: { frozen: 'all' } }, NOW);
    const onNew = () => outcomeOf(wallets.reserve(credit(stripeId(walletId, STRIPES + 1), 1n), NOW));
    expect(await onNew()).toBe('wallet_frozen');
    expect(await taking(walletId)).toEqual(all('wallet_frozen'));
    await change(walletId, { frozen: null });
    expect(await onNew()).toBe('held');
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

describe('a freeze whose function dies before its stripes have it', () => {
  it('is not shown in the balance until all items have it', async () => {
    const walletId = await striped();
    await dyingAfterMain(walletId, 'all');
    expect(await taking(walletId)).toEqual(ofMainAlone);
    // Debits are of its own item alone: they are frozen.
    expect(frozenIn((await itemOf(wallets, walletId)).controls ?? {})).toBe('debits');
    await change(walletId, { frozen: 'credits' });
    expect(frozenIn((await itemOf(wallets, walletId)).controls ?? {})).toBe('credits');
  });

  it('of credits is not shown in the balance at all', async () => {
    const walletId = await striped();
    await dyingAfterMain(walletId, 'credits');
    expect(frozenIn((await itemOf(wallets, walletId)).controls ?? {})).toBeUndefined();
  });

  it.each<[string, (walletId: string) => Promise<unknown>]>([
    ['a read of its freezes and limits', (walletId) => controls.get(walletId)],
    ['the same change again', (walletId) => change(walletId, { frozen: 'all' })],
    [
      'the same change again, for the version of the first one',
      (walletId) => controls.change(walletId, { by: 'owner', change: { frozen: 'all' }, version: 0 }, NOW),
    ],
    [
      'a change that comes too late for its version',
      (walletId) =>
        controls.change(walletId, { by: 'owner', change: { frozen: null }, version: 0 }, NOW).catch(() => undefined),
    ],
    ['another change', (walletId) => change(walletId, { maxPayment: 7n })],
    ['who asks to close it while it has money', (walletId) => close(walletId)],
  ])('is finished by %s', async (_who, asks) => {
    const walletId = await striped({ first: 5n });
    await dyingAfterMain(walletId, 'all');
    expect(await taking(walletId)).toEqual(ofMainAlone);
    await asks(walletId);
    expect(await taking(walletId)).toEqual(all('wallet_frozen'));
    const { controls: watching, written } = watched();
    expect(frozenIn((await watching.get(walletId)).controls ?? {})).toBe('all');
    expect(written).toEqual([]);
  });

  it('is finished as an end, too', async () => {
    const walletId = await striped();
    await change(walletId, { frozen: 'all' });
    await dyingAfterMain(walletId, null);
    await controls.get(walletId);
    expect(await taking(walletId)).toEqual(all('held'));
  });

  it('is on new stripes, and on the others after the next read', async () => {
    const walletId = await striped();
    await dyingAfterMain(walletId, 'all');
    await stripes.make(walletId, STRIPES + 1);
    const onNew = credit(stripeId(walletId, STRIPES + 1), 1n);
    expect(await outcomeOf(wallets.reserve(onNew, NOW))).toBe('wallet_frozen');
    await controls.get(walletId);
    expect(await taking(walletId)).toEqual(all('wallet_frozen'));
  });
});

describe('a stripe that a change of freezes reaches late', () => {
  it.each([
    ['an end does not open it', 'all', null, 'all', 'wallet_frozen'],
    ['a freeze does not shut it', null, 'all', null, 'held'],
  ] as const)('keeps a later one: %s', async (_what, before, late, later, outcome) => {
    const walletId = await striped();
    if (before) await change(walletId, { frozen: before });
    const overtaken = meeting(isOf(stripeId(walletId, 1)), () => change(walletId, { frozen: later }));
    await overtaken.change(walletId, { by: 'owner', change: { frozen: late } }, NOW);
    expect(await taking(walletId)).toEqual(all(outcome));
  });

  it('keeps a later one that has not reached it from being undone by a reader that was slow', async () => {
    const walletId = await striped();
    await dyingAfterMain(walletId, 'all');
    const slow = meeting(isOf(stripeId(walletId, 3)), () => change(walletId, { frozen: null }));
    await slow.get(walletId);
    expect(await taking(walletId)).toEqual(all('held'));
  });

  it('stays closed, and is written no more', async () => {
    const walletId = await striped();
    const overtaken = meeting(isOf(stripeId(walletId, 1)), () => close(walletId));
    await overtaken.change(walletId, { by: 'owner', change: { frozen: 'all' } }, NOW);
    expect(await taking(walletId)).toEqual(all('wallet_closed'));
    const { controls: watching, written } = watched();
    await watching.get(walletId);
    expect(written).toEqual([]);
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
    const after = await meeting(isTransaction, () => come(late)).close(late, { by: 'owner' }, NOW);
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
