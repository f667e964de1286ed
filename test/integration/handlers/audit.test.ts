import { DeleteCommand, GetCommand, PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type SendJson, sendJson } from '../../../lib/remote/send.ts';
import { ShardUnavailable } from '../../../lib/remote/shards.ts';
import { AuditStates } from '../../../lib/store/audit-states.ts';
import { Roots } from '../../../lib/store/roots.ts';
import { auditBooks } from '../../../lib/usecases/audit.ts';
import { type ContinuedStores, continueAudit } from '../../../lib/usecases/continue-audit.ts';
import { openStatements } from '../../../lib/usecases/open-statements.ts';
import { auditStores } from '../../support/in-process/audit-stores.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { makeOlder } from '../../support/older-wallet.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

let world: InProcessWorld;
let stores: Awaited<ReturnType<typeof auditStores>>;
const given = givenSteps(() => world);
const when = whenSteps(() => world);
beforeAll(async () => {
  world = await startInProcess();
  stores = await auditStores(world);
});
afterAll(() => world.stop());

type Item = Record<string, unknown>;

/** An audit with time for everything, which waits for nothing. */
async function audit(changed: Partial<ContinuedStores> = {}) {
  await world.streamed();
  const pause = () => world.streamed();
  return continueAudit({ ...stores, ...changed }, { clock: Date.now, budgetMs: 600_000, pause });
}

const table = (shard: 0 | 1) => world.tables.shardWallets[shard];
const entries = (shard: 0 | 1) => world.tables.shardEntries[shard];

async function read(TableName: string, Key: Item): Promise<Item> {
  return (await world.tables.documents.send(new GetCommand({ TableName, Key }))).Item ?? {};
}

const put = (TableName: string, Item: Item) => world.tables.documents.send(new PutCommand({ TableName, Item }));
const remove = (TableName: string, Key: Item) => world.tables.documents.send(new DeleteCommand({ TableName, Key }));

/** Wallets with 100 on shard 0 and with nothing on shard 1. */
async function pair() {
  const { user, wallet: from } = await given.userWithWallet({ shard: 0, money: 100 });
  const { wallet: to } = await given.userWithWallet({ shard: 1 });
  return { user, from, to };
}

/** A transfer that became final as long before an audit as clocks may differ. */
async function pay({ user, from, to }: Awaited<ReturnType<typeof pair>>, amount: number): Promise<string> {
  const txId = then.isAccepted(await when.transfer(user, { from, to, amount: String(amount) }));
  await then.isFinal(() => world, user, from, txId);
  const [debit, credit] = [await read(table(0), { wallet_id: from }), await read(table(1), { wallet_id: to })];
  const postedAt = Math.max(Number(debit.posted_at ?? 0), Number(credit.posted_at ?? 0));
  await world.tables.documents.send(
    new UpdateCommand({
      TableName: world.tables.journal,
      Key: { from_id: from, tx_id: txId },
      UpdateExpression: 'SET finished_at = :then',
      ExpressionAttributeValues: { ':then': new Date(postedAt - 5_000).toISOString() },
    }),
  );
  await world.streamed();
  return txId;
}

/** Changes an item by hand. @returns puts it back */
async function byHand(TableName: string, Key: Item, change: (item: Item) => Item | undefined) {
  const before = await read(TableName, Key);
  const after = change(before);
  if (after) await put(TableName, after);
  else await remove(TableName, Key);
  await world.streamed();
  return () => (Object.keys(before).length > 0 ? put(TableName, before) : remove(TableName, Key));
}

const big = (value: unknown) => BigInt(String(value));

describe('the hourly audit', () => {
  it('balances while statements of the version before are not open, and once they are', async () => {
    const wallets = await pair();
    await pay(wallets, 30);
    await world.streamed();
    for (const shard of [0, 1] as const) {
      const { Items = [] } = await world.tables.documents.send(new ScanCommand({ TableName: entries(shard) }));
      for (const { wallet_id, seq } of Items) await remove(entries(shard), { wallet_id, seq });
      const all = await world.tables.documents.send(new ScanCommand({ TableName: table(shard) }));
      for (const { wallet_id } of all.Items ?? []) await makeOlder(world.tables, shard, String(wallet_id));
    }
    expect(await audit()).toMatchObject({ balanced: true, entries: 0, behind: 0 });
    await pay(wallets, 20);
    await stores.shards.openStatement(wallets.to, Date.now());
    await pay(wallets, 10);
    expect(await audit()).toMatchObject({ balanced: true, entries: 2, transfers: 0 });
    await openStatements(stores.shards, Date.now);
    await pay(wallets, 5);
    expect(await audit()).toMatchObject({ balanced: true, behind: 0 });
    const { state, open } = (await stores.states.last()) ?? {};
    expect({ sum: state?.openingSum, open }).toEqual({ sum: 0n, open: [] });
  });

  it('verifies what was posted since the one before, as the full audit has it, and nothing twice', async () => {
    const wallets = await pair();
    await audit();
    await pay(wallets, 40);
    const report = await audit();
    expect(report).toMatchObject({ balanced: true, entries: 2, transfers: 1, behind: 0, findings: [] });
    expect(await auditBooks(stores, Date.now)).toMatchObject({ balanced: true, wallets: report.wallets });
    expect(await audit()).toMatchObject({
      balanced: true,
      entries: 0,
      transfers: 0,
      root: { size: report.root?.size },
    });
  });

  /** Each changes the books of a payer with the entries 1 to 3, of which 2 and 3 are not verified. */
  const faults: Record<
    string,
    { plant: (w: { from: string; to: string; txId: string }) => Promise<unknown>; found: object }
  > = {
    'an entry whose amount was changed': {
      plant: ({ from }) => byHand(entries(0), { wallet_id: from, seq: 2 }, (item) => ({ ...item, amount: -41n })),
      found: { kind: 'statement_broken', detail: 'entry 2: its hash differs' },
    },
    'an entry that was removed': {
      plant: ({ from }) => byHand(entries(0), { wallet_id: from, seq: 2 }, () => undefined),
      found: { kind: 'statement_broken', detail: 'entry 2: is missing, the next one that is there is 3' },
    },
    'a newest entry that was removed': {
      plant: async ({ from }) => {
        await byHand(table(0), { wallet_id: from }, (item) => ({ ...item, posted_at: BigInt(Date.now() - 60_000) }));
        return byHand(entries(0), { wallet_id: from, seq: 3 }, () => undefined);
      },
      found: { kind: 'statement_broken', detail: 'entry 3: is missing, the wallet has 3 entries' },
    },
    'an entry that was inserted': {
      plant: async ({ from }) => {
        const last = await read(entries(0), { wallet_id: from, seq: 3 });
        return byHand(entries(0), { wallet_id: from, seq: 4 }, () => ({ ...last, seq: 4 }));
      },
      found: { kind: 'statement_broken', detail: 'entry 4: is inserted, the wallet has 3 entries' },
    },
    'entries that changed places': {
      plant: async ({ from }) => {
        const [two, three] = [
          await read(entries(0), { wallet_id: from, seq: 2 }),
          await read(entries(0), { wallet_id: from, seq: 3 }),
        ];
        const back = await byHand(entries(0), { wallet_id: from, seq: 2 }, () => ({ ...three, seq: 2 }));
        await put(entries(0), { ...two, seq: 3 });
        return async () => {
          await back();
          await put(entries(0), three);
        };
      },
      found: { kind: 'statement_broken', detail: 'entry 2: its hash differs' },
    },
    'a verified entry that was changed': {
      plant: ({ from }) => byHand(entries(0), { wallet_id: from, seq: 1 }, (item) => ({ ...item, balance: 101n })),
      found: { kind: 'statement_broken', detail: 'entry 1: is another than the one that was verified before' },
    },
    'a balance that was changed': {
      plant: ({ from }) => byHand(table(0), { wallet_id: from }, (item) => ({ ...item, spendable: 1_000n })),
      found: { kind: 'balance_differs', detail: 'has 1000, and has posted 50' },
    },
    'a balance that was changed with its booked balance': {
      plant: ({ from }) => byHand(table(0), { wallet_id: from }, (item) => ({ ...item, spendable: 51n, posted: 51n })),
      found: { kind: 'balance_differs', detail: 'has posted 51, its statement ends with 50' },
    },
    'a balance below the credit limit': {
      plant: ({ from }) => byHand(table(0), { wallet_id: from }, (item) => ({ ...item, spendable: -1n, posted: -1n })),
      found: { kind: 'below_credit_limit', detail: 'has -1, may have 0' },
    },
    'a wallet that has gone back': {
      plant: ({ from }) =>
        byHand(table(0), { wallet_id: from }, ({ posting: _, ...item }) => ({
          ...item,
          spendable: 0n,
          posted: 0n,
          seq: 0,
        })),
      found: { kind: 'statement_broken', detail: 'entry 1: was verified before, and the wallet has gone back to 0' },
    },
    'a payee to whom a final transfer was not posted': {
      plant: async ({ to }) => {
        const back = await byHand(entries(1), { wallet_id: to, seq: 2 }, () => undefined);
        const wallet = await byHand(table(1), { wallet_id: to }, ({ posting: _, ...item }) => ({
          ...item,
          ...{ spendable: 40n, posted: 40n, seq: 1 },
        }));
        return async () => {
          await back();
          await wallet();
        };
      },
      found: { kind: 'transfer_half_posted', detail: 'the transfer is SUCCESSFUL, and is not posted to the wallet' },
    },
  };

  it.each(Object.entries(faults))('names %s, and is content once that is repaired', async (_, { plant, found }) => {
    const wallets = await pair();
    expect(await audit()).toMatchObject({ balanced: true });
    await pay(wallets, 40);
    const txId = await pay(wallets, 10);
    const repair = await plant({ ...wallets, txId });
    for (const which of ['the next', 'the one after']) {
      const { balanced, findings } = await audit();
      expect({ which, balanced, findings }).toEqual({
        which,
        balanced: false,
        findings: expect.arrayContaining([expect.objectContaining(found)]),
      });
    }
    if (typeof repair === 'function') await repair();
    expect(await audit()).toMatchObject({ balanced: true, findings: [] });
  });
});

/** A wallet as it was, or a hold that remains: the hold of a debit of 40. */
const heldFor = (txId: string, deadline: number) => ({
  holds: { [txId]: { commit_adds: 0n, rollback_adds: 40n, deadline: BigInt(deadline) } },
});

describe('the hourly audit of holds that remain after final transfers', () => {
  it('releases what a wallet still holds for an aborted transfer', async () => {
    const wallets = await pair();
    const txId = await pay(wallets, 5_000);
    const Key = { wallet_id: wallets.from };
    await byHand(table(0), Key, (item) => ({ ...item, ...heldFor(txId, Date.now()), spendable: 60n, settled: {} }));
    const report = await audit();
    expect(report).toMatchObject({ balanced: false, settledAgain: [{ walletId: wallets.from, txId }] });
    expect(await read(table(0), Key)).toMatchObject({ spendable: 100n, holds: {} });
    expect(await audit()).toMatchObject({ balanced: true });
  });

  it('commits the hold of a wallet that was restored to a state before the commit', async () => {
    const wallets = await pair();
    const txId = await pay(wallets, 40);
    await audit();
    const Key = { wallet_id: wallets.from };
    await byHand(table(0), Key, ({ posting: _, ...item }) => ({
      ...item,
      ...heldFor(txId, Date.now()),
      ...{ spendable: 60n, posted: 100n, seq: 1n, settled: {} },
    }));
    expect(await audit()).toMatchObject({ balanced: false, settledAgain: [{ walletId: wallets.from, txId }] });
    expect(await read(table(0), Key)).toMatchObject({ spendable: 60n, posted: 60n, seq: 2n, holds: {} });
    expect(await audit()).toMatchObject({ balanced: true });
  });

  it('does not commit a hold whose money has moved', async () => {
    const wallets = await pair();
    const txId = await pay(wallets, 40);
    const Key = { wallet_id: wallets.from };
    const repair = await byHand(table(0), Key, (item) => ({ ...item, ...heldFor(txId, Date.now()), settled: {} }));
    const { findings, settledAgain } = await audit();
    expect(settledAgain).toEqual([]);
    expect(findings.map(({ kind }) => kind)).toEqual(['balance_differs', 'hold_without_open_transfer']);
    await repair();
    expect(await audit()).toMatchObject({ balanced: true });
  });
});

/** Has lost the state of the audit. */
class Forgetful extends AuditStates {
  override last = async () => undefined;
}

describe('the hourly audit in parts', () => {
  it('goes on where its time was over, and ends with the root of one that had all the time', async () => {
    const pairs = [await pair(), await pair(), await pair(), await pair()];
    await audit();
    for (const each of pairs) await pay(each, 1);
    const { root: before } = (await stores.states.last())?.state ?? {};
    const none = await continueAudit(stores, { clock: Date.now, budgetMs: 0 });
    expect(none).toMatchObject({ balanced: true, entries: 0, complete: false, root: { root: before?.root } });
    expect(none.behind).toBeGreaterThan(0);
    let parts = 0;
    let entriesOfParts = 0;
    for (; entriesOfParts < 8; parts++) {
      let looks = 0;
      // Time is over once each shard has given one wallet.
      const clock = () => Date.now() + (looks++ < 4 ? 0 : 1_000);
      const part = await continueAudit(stores, { clock, budgetMs: 1_000, walletsAtOnce: 1 });
      expect(part.balanced).toBe(true);
      entriesOfParts += part.entries;
      if (parts > 300) throw new Error('the audit does not end');
    }
    expect(parts).toBeGreaterThan(1);
    expect(entriesOfParts).toBe(8);
    expect(await continueAudit(stores, { clock: Date.now, budgetMs: 600_000 })).toMatchObject({
      entries: 0,
      behind: 0,
    });
    const { root } = (await stores.states.last())?.state ?? {};
    const anew = await continueAudit(
      { ...stores, states: new Forgetful(world.tables.documents, world.tables.roots) },
      { clock: Date.now, budgetMs: 600_000 },
    );
    expect(anew.entries).toBeGreaterThan(8);
    expect(anew).toMatchObject({ balanced: true, behind: 0 });
    expect((await audit()).root?.root).toBe(root?.root);
  });

  it('looks at the other side of a transfer out of turn', async () => {
    const wallets = await pair();
    await audit();
    const txId = await pay(wallets, 7);
    const reads = { clock: Date.now, budgetMs: 0 };
    // No time is left for any wallet, and one side of the transfer is known.
    const { state, open } = (await stores.states.last()) ?? {};
    if (!state || !open) throw new Error('no state');
    const { posted_at } = await read(entries(0), { wallet_id: wallets.from, seq: 2 });
    const leg = { walletId: wallets.from, amount: -7n, postedAt: Number(posted_at) };
    const known = Object.assign(new AuditStates(world.tables.documents, world.tables.roots), {
      last: async () => ({ state, open: [...open, { txId, legs: [leg] }] }),
    });
    const part = await continueAudit({ ...stores, states: known }, reads);
    expect(part).toMatchObject({ balanced: true, complete: false, entries: 1, transfers: 1 });
    // The next one verifies the other side again: it has the state of an audit that had not met it.
    await stores.states.keep({ ...state, keptAt: await stores.states.claim(Date.now()) }, open, part.root?.keptAt);
    expect(await audit()).toMatchObject({ balanced: true });
  });

  it('asks a shard again that gave no response, and does not end without a shard', async () => {
    const wallets = await pair();
    await audit();
    await pay(wallets, 7);
    const asked = new Map<string, number>();
    const losing =
      (losses: number): SendJson =>
      async (url, request) => {
        const times = (asked.get(url) ?? 0) + 1;
        asked.set(url, times);
        if (times <= losses) throw new Error('lost');
        return sendJson(url, request);
      };
    const { shards } = await auditStores(world, losing(3));
    expect(await audit({ shards })).toMatchObject({ balanced: true, entries: 2 });
    asked.clear();
    const { shards: dead } = await auditStores(world, losing(4));
    await expect(audit({ shards: dead })).rejects.toThrow(ShardUnavailable);
  });

  it('lets one of two audits at once go on, and the next one goes on from that', async () => {
    const wallets = await pair();
    await audit();
    await pay(wallets, 7);
    const both = await Promise.all([audit(), audit()]);
    expect(both.map(({ entries: verified }) => verified)).toEqual([2, 2]);
    expect(both.filter(({ root }) => root)).toHaveLength(1);
    expect(await audit()).toMatchObject({ balanced: true, entries: 0 });
  });

  it.each(['addPage', 'keep'] as const)('goes on after one that was killed at %s', async (step) => {
    const wallets = await pair();
    await audit();
    await pay(wallets, 7);
    const killed = Object.assign(new Roots(world.tables.documents, world.tables.roots), {
      [step]: () => Promise.reject(new Error('killed')),
    });
    await expect(audit({ roots: killed })).rejects.toThrow('killed');
    expect(await audit()).toMatchObject({ balanced: true, behind: 0 });
    const { root } = (await stores.states.last())?.state ?? {};
    expect(await stores.roots.newest(1)).toEqual([root]);
  });
});

describe('the hourly audit of money that no transfer moved', () => {
  /** Posts to a wallet of shard 1 as a commit does, ten seconds ago. */
  async function posted(walletId: string, tx: string, amount: bigint) {
    await byHand(table(1), { wallet_id: walletId }, (item) => ({
      ...item,
      spendable: big(item.spendable) + amount,
      posted: big(item.posted) + amount,
      seq: big(item.seq) + 1n,
      posting: { tx, amount, at: BigInt(Date.now() - 10_000) },
    }));
  }

  it('names a posting that was doubled', async () => {
    const wallets = await pair();
    const txId = await pay(wallets, 40);
    await audit();
    await posted(wallets.to, txId, 40n);
    const { findings, balanced } = await audit();
    expect(balanced).toBe(false);
    expect(findings).toEqual([expect.objectContaining({ txId })]);
    expect((await audit()).findings).toEqual(findings);
  });

  it('names a posting whose transfer nobody made', async () => {
    const { to } = await pair();
    await audit();
    await posted(to, '01KABZ5ZD6T8S0QFVJ0Q1N2M3P', 1_000n);
    for (let n = 0; n < 2; n++)
      expect((await audit()).findings).toContainEqual({
        kind: 'posting_without_transfer',
        walletId: to,
        txId: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P',
        detail: '1000 is posted, and the journal has no such transfer',
      });
  });
});
