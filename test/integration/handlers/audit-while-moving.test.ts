import { GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { publicKeySet } from '../../../lib/auth/keys.ts';
import { type SendJson, sendJson } from '../../../lib/remote/send.ts';
import { AuditStates } from '../../../lib/store/audit-states.ts';
import { EntryItems } from '../../../lib/store/entry-items.ts';
import { ShardWallets } from '../../../lib/store/shard-wallets.ts';
import { auditBooks } from '../../../lib/usecases/audit.ts';
import { type ContinuedStores, continueAudit } from '../../../lib/usecases/continue-audit.ts';
import { verifiedRoots } from '../../../lib/usecases/kept-roots.ts';
import { unlessMoving } from '../../../lib/usecases/unless-moving.ts';
import { verifyStatements } from '../../../lib/usecases/verify-statements.ts';
import { explored } from '../../support/environment/explored.ts';
import { auditStores } from '../../support/in-process/audit-stores.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { type WorldMoves, worldMoves } from '../../support/in-process/world-moves.ts';
import { Random } from '../../support/random.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

let world: InProcessWorld;
let stores: Awaited<ReturnType<typeof auditStores>>;
let moves: WorldMoves;
const given = givenSteps(() => world);
const when = whenSteps(() => world);
beforeAll(async () => {
  world = await startInProcess();
  stores = await auditStores(world);
  moves = await worldMoves(world);
});
afterAll(() => world.stop());

type Audit = Pick<Awaited<ReturnType<typeof continueAudit>>, 'balanced' | 'wallets' | 'findings'>;
type Shards = ContinuedStores['shards'];

/** The hourly audit, with pages of two wallets. It waits for nothing but entries. */
async function hourly(changed: Partial<ContinuedStores> = {}) {
  await world.streamed();
  const options = { clock: Date.now, budgetMs: 600_000, pause: () => world.streamed(), walletsAtOnce: 2 };
  return continueAudit({ ...stores, ...changed }, options);
}

/** The audits whose pages `onPage` comes before. A page is known by its shard. */
async function withPages(
  onPage: (shard: number) => Promise<unknown>,
): Promise<Awaited<ReturnType<typeof auditStores>>> {
  const { SHARD_ADDRESS_1 = '' } = await world.operatorEnvironment();
  const send: SendJson = async (url, request) => {
    const { pathname, searchParams } = new URL(url);
    if (pathname === '/api/wallets' && !searchParams.has('wallet_id'))
      await onPage(url.startsWith(SHARD_ADDRESS_1) ? 1 : 0);
    return sendJson(url, request);
  };
  return auditStores(world, send);
}

interface Pair {
  readonly user: Awaited<ReturnType<typeof given.userWithWallet>>['user'];
  /** On shard 0 at first, with 100. */
  readonly from: string;
  /** On shard 1 at first. */
  readonly to: string;
}

async function pair(): Promise<Pair> {
  const { user, wallet: from } = await given.userWithWallet({ shard: 0, money: 100 });
  const { wallet: to } = await given.userWithWallet({ shard: 1 });
  return { user, from, to };
}

async function pay({ user, from, to }: Pair, amount: number): Promise<void> {
  const txId = then.isAccepted(await when.transfer(user, { from, to, amount: String(amount) }));
  await then.isFinal(() => world, user, from, txId);
  // Final as long before an audit as clocks may differ.
  const items = await Promise.all(
    world.tables.shardWallets.flatMap((TableName) =>
      [from, to].map((wallet_id) => world.tables.documents.send(new GetCommand({ TableName, Key: { wallet_id } }))),
    ),
  );
  const postedAt = Math.max(...items.map(({ Item: item = {} }) => Number(item.posted_at ?? 0)));
  await world.tables.documents.send(
    new UpdateCommand({
      TableName: world.tables.journal,
      Key: { from_id: from, tx_id: txId },
      UpdateExpression: 'SET finished_at = :then',
      ExpressionAttributeValues: { ':then': new Date(postedAt - 5_000).toISOString() },
    }),
  );
  await world.streamed();
}

/** A gate that holds the pages of one shard back until another shard has given all of its. */
function after(first: number, act: () => Promise<unknown>) {
  const acted = Promise.withResolvers<void>();
  let pagesOfFirst = 0;
  const ofFirst = Promise.withResolvers<void>();
  void ofFirst.promise.then(act).then(() => acted.resolve(), acted.reject);
  return {
    onPage: async (shard: number) => {
      if (shard === first) pagesOfFirst += 1;
      else await acted.promise;
    },
    /** The pages of the first shard are read. */
    over: () => ofFirst.resolve(),
    get pages() {
      return pagesOfFirst;
    },
  };
}

/** Shards whose pages the audit reads one shard after the other, with `act` in between. */
function inOrder({ shards }: { shards: Shards }, first: number, act: () => Promise<unknown>): Shards {
  const gate = after(first, act);
  return Object.assign(Object.create(shards), {
    walletPage: async (...[shard, ...page]: Parameters<Shards['walletPage']>) => {
      await gate.onPage(shard);
      const read = await shards.walletPage(shard, ...page);
      if (shard === first && read.next === undefined) gate.over();
      return read;
    },
  });
}

describe.each<[string, (shards: Shards) => Promise<Audit>]>([
  ['the hourly audit', (shards) => hourly({ shards })],
  [
    'the full audit',
    async (shards) => {
      await world.streamed();
      return auditBooks({ ...stores, shards: Object.assign(Object.create(stores.shards), shards) }, Date.now);
    },
  ],
])('%s while a wallet moves between the pages of two shards', (_, audit) => {
  let wallets: number;
  beforeEach(async () => {
    await moves.finish();
    await hourly();
    ({ wallets } = await audit(stores.shards));
  });

  it.each([
    ['that is seen on both', 0, 0, 1],
    ['that is seen on neither', 1, 0, 1],
  ])('has each wallet once: one %s', async (__, first, from, to) => {
    const each = await pair();
    const moving = from === 0 ? each.from : each.to;
    const report = await audit(inOrder(stores, first, () => moves.move(moving, to)));
    expect(report).toMatchObject({ balanced: true, wallets: wallets + 2, findings: [] });
    await pay(each, 1);
    expect(await audit(stores.shards)).toMatchObject({ balanced: true, wallets: wallets + 2, findings: [] });
  });

  it('takes the wallet of the new shard while the old one has its marked one', async () => {
    const each = await pair();
    expect(await moves.move(each.from, 1, (path) => path === '/api/tombwallet')).toBe('died');
    await pay(each, 1);
    for (const first of [0, 1]) {
      await pay(each, 1);
      const report = await audit(inOrder(stores, first, async () => undefined));
      expect(report).toMatchObject({ balanced: true, wallets: wallets + 2, findings: [] });
    }
  });

  it('takes the marked wallet while no other shard has it', async () => {
    const each = await pair();
    await pay(each, 3);
    expect(await moves.move(each.from, 1, (path) => path === '/api/putwallet')).toBe('died');
    expect(await audit(stores.shards)).toMatchObject({ balanced: true, wallets: wallets + 2, findings: [] });
    await moves.finish();
    expect(await hourly()).toMatchObject({ balanced: true, behind: 0 });
  });

  it('names a wallet that two shards have', async () => {
    const { from } = await pair();
    const { documents, shardWallets } = world.tables;
    const { Item: item = {} } = await documents.send(
      new GetCommand({ TableName: shardWallets[0], Key: { wallet_id: from } }),
    );
    expect(await moves.move(from, 1)).toBe('moved');
    const { Item: tombstone = {} } = await documents.send(
      new GetCommand({ TableName: shardWallets[0], Key: { wallet_id: from } }),
    );
    await documents.send(new PutCommand({ TableName: shardWallets[0], Item: item }));
    const { balanced, findings } = await audit(stores.shards);
    expect(balanced).toBe(false);
    expect(findings).toContainEqual({
      kind: 'wallet_twice',
      walletId: from,
      detail: 'several shards have it, with 100 and 100',
    });
    await documents.send(new PutCommand({ TableName: shardWallets[0], Item: tombstone }));
    expect(await audit(stores.shards)).toMatchObject({ balanced: true });
  });
});

describe('the hourly audit of wallets that have moved', () => {
  it('misses a wallet, and says so, if tombstones are not read', async () => {
    const { from } = await pair();
    await hourly();
    const blind: Shards = inOrder(stores, 1, () => moves.move(from, 1));
    const walletPage: Shards['walletPage'] = async (...page) => ({ ...(await blind.walletPage(...page)), moved: [] });
    const { findings } = await hourly({ shards: Object.assign(Object.create(stores.shards), { walletPage }) });
    expect(findings).toMatchObject([{ kind: 'wallets_missing' }]);
    expect(await hourly()).toMatchObject({ balanced: true });
  });

  it('says that money is missing that is not, if it takes a mark for the wallet', async () => {
    const each = await pair();
    await moves.move(each.from, 1, (path) => path === '/api/tombwallet');
    await pay(each, 1);
    await hourly();
    const current: Shards['current'] = async (walletId, clock, first = 0) =>
      (await stores.shards.listed(walletId, first, clock())).wallets[0];
    const broken = inOrder({ shards: Object.assign(Object.create(stores.shards), { current }) }, 0, async () => {});
    expect((await hourly({ shards: broken })).balanced).toBe(false);
    expect(await hourly()).toMatchObject({ balanced: true });
    await moves.finish();
  });

  it('goes on from what is verified when the number of shards has changed', async () => {
    await pay(await pair(), 1);
    await hourly();
    const fewer = Object.assign(new AuditStates(world.tables.documents, world.tables.roots), {
      last: async () => {
        const last = await stores.states.last();
        return last && { ...last, state: { ...last.state, cursors: [undefined] } };
      },
    });
    expect(await hourly({ states: fewer })).toMatchObject({ balanced: true, complete: true, entries: 0, behind: 0 });
  });

  it('leaves a statement that no shard gives to the next one', async () => {
    const each = await pair();
    await hourly();
    await pay(each, 5);
    await moves.move(each.from, 1, (path) => path === '/api/putwallet');
    expect(await hourly()).toMatchObject({ balanced: true, complete: true, behind: 1 });
    await moves.finish();
    expect(await hourly()).toMatchObject({ balanced: true, behind: 0, findings: [] });
  });
});

describe('the verification of statements while a wallet moves', () => {
  /** Verifies the tables: first those of shard 0, then those of shard 1, with `act` in between. */
  async function verify(act: () => Promise<unknown>, only?: { walletId: string; shard: number }) {
    const { documents, shardWallets, shardEntries } = world.tables;
    const endpoint = await world.tables.endpoint();
    const shards = shardWallets.map((table, n) => {
      const wallets = new ShardWallets(documents, table);
      return {
        wallets: {
          listed: (walletId: string) => wallets.listed(walletId),
          page: async (page: Parameters<ShardWallets['page']>[0]) => {
            if (n === 1 && page.after === undefined) await act();
            return wallets.page(page);
          },
        },
        entries: new EntryItems({ endpoint }, shardEntries[n] ?? ''),
      };
    });
    const { kept } = await verifiedRoots(stores.roots.since(0), publicKeySet(world.keys.receipts), Date.now());
    return verifyStatements({ shards, kept, roots: stores.roots }, only, () => world.streamed());
  }
  const nothing = async () => undefined;

  it.each([
    ['seen on both shards', 'from', 1],
    ['seen on neither shard', 'to', 0],
  ] as const)('reads its statement once: one that is %s', async (_, which, to) => {
    const each = await pair();
    await pay(each, 1);
    await hourly();
    const { wallets, verified } = await verify(nothing);
    expect(verified).toBe(true);
    expect(await verify(() => moves.move(each[which], to))).toMatchObject({ verified: true, wallets, findings: [] });
  });

  it('reads it on the new shard while the old one has the marked wallet', async () => {
    const each = await pair();
    await moves.move(each.from, 1, (path) => path === '/api/tombwallet');
    await pay(each, 1);
    await hourly();
    expect(await verify(nothing)).toMatchObject({ verified: true, findings: [] });
    const only = { walletId: each.from, shard: 0 };
    expect(await verify(nothing, only)).toMatchObject({ verified: true, wallets: 1, entries: 2 });
    await moves.finish();
    expect(await verify(nothing, only)).toMatchObject({ verified: true, wallets: 1, entries: 2 });
  });
});

describe('the audits while any wallet moves at any time, and movers die', () => {
  it.each(Array.from({ length: explored({ quick: 1, full: 3 }) }, (_, n) => n + 1))(
    'balance, with each wallet once (%i)',
    async (seed) => {
      const random = new Random(seed);
      const pairs = [await pair(), await pair(), await pair()];
      const ids = pairs.flatMap(({ from, to }) => [from, to]);
      const { wallets } = await hourly();
      let turn: Promise<unknown> = Promise.resolve();
      const happens = async () => {
        const walletId = ids[random.between(0, ids.length - 1)] ?? '';
        const each = pairs[random.between(0, pairs.length - 1)];
        if (each && random.chance(0.2)) {
          // A transfer waits for a wallet whose mover has died.
          const isThere = [each.from, each.to].map((id) => unlessMoving(stores.shards.balance(id, Date.now())));
          if ((await Promise.all(isThere)).every(Boolean)) await pay(each, 1);
        } else if (random.chance(0.7)) {
          const deathAt = random.chance(0.5) ? random.between(2, 10) : Number.POSITIVE_INFINITY;
          await moves.move(walletId, random.between(0, 1), (_, n) => n >= deathAt);
        }
      };
      const moving = await withPages(() => {
        turn = turn.then(happens);
        return turn;
      });
      for (let round = 0; round < 2; round++) {
        expect(await hourly(moving)).toMatchObject({ balanced: true, complete: true, wallets, findings: [] });
        expect(await auditBooks(moving, Date.now)).toMatchObject({ balanced: true, wallets, findings: [] });
      }
      await moves.finish();
      expect(await hourly()).toMatchObject({ balanced: true, wallets, findings: [], behind: 0 });
    },
  );
});
