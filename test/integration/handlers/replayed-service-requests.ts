import { PlacedWallet } from '../../../lib/api/shard-moves.ts';
import { entryView } from '../../../lib/api/statement-entry.ts';
import { deadlineFrom, MAX_AHEAD_MS } from '../../../lib/domain/deadline.ts';
import { entryAfter, FIRST } from '../../../lib/domain/statement.ts';
import { explored } from '../../support/environment/explored.ts';
import { services } from '../../support/environment/services.ts';
import type { InProcessWorld } from '../../support/in-process/in-process-world.ts';
import { makeOlder } from '../../support/older-wallet.ts';
import { grantFor, type Hold, shardSteps } from '../../support/steps/shard-steps.ts';
import * as then from '../../support/steps/then.ts';
import { freshWalletId } from '../../support/steps/wallet-ids.ts';

const SHARD = 1;

/**
 * A token is tried with every request to its own route, and with each nth request to the other routes. Every
 * request meets one of the tokens.
 */
const ONE_OF = explored({ quick: 8, full: 1 });

/**
 * An attacker may capture a request of the orchestrator with its token and replay it. The replay must
 * have no effect.
 */
export function replayedServiceRequests(inProcess: () => InProcessWorld): void {
  describe('a replayed service request', () => {
    let world: InProcessWorld;
    const shard = shardSteps(() => world);
    beforeAll(async () => {
      world = inProcess();
    });

    const items = async () => (await world.tables.contents())[world.tables.shardWallets[SHARD]];

    /** Sends a request twice, with the same token. The second one changes nothing. */
    async function twice(path: string, body: object): Promise<void> {
      const by = { token: await world.serviceToken(SHARD, grantFor(path, body)) };
      const send = () => shard.send(SHARD, 'POST', path, body, by);
      expect(await send()).toMatchObject({ status: 200 });
      const after = await items();
      await send();
      expect(await items()).toEqual(after);
    }

    async function wallet(): Promise<string> {
      const id = freshWalletId({ shard: SHARD, shardCount: world.shardCount });
      await shard.createWallet(SHARD, id);
      const funding = held(id, '+10');
      await shard.reserve(SHARD, funding);
      await shard.commit(SHARD, funding);
      return id;
    }

    function held(id: string, amount: string): Hold {
      return { tx: shard.freshTransaction(), wallet: id, amount, deadline: deadlineFrom(Date.now()) };
    }

    const bodyOf = ({ tx, wallet: wallet_id, amount, deadline }: Hold) => ({
      createwallet: { wallet_id },
      reserve: { transaction_id: tx, wallet_id, amount, deadline },
      commit: { transaction_id: tx, wallet_id },
      rollback: { transaction_id: tx, wallet_id, deadline },
      openstatement: { wallet_id },
      controls: { wallet_id, by: 'owner', version: 0, frozen: 'debits' },
      closewallet: { wallet_id, by: 'owner' },
      stripewallet: { wallet_id, stripes: 4 },
      markwallet: { wallet_id, op: 3, to: 0 },
      putwallet: { wallet_id, op: 3, from: 0, item: '{}' },
      tombwallet: { wallet_id, op: 3 },
      staywallet: { wallet_id, op: 3 },
      copyentries: { wallet_id, entries: [firstEntry(wallet_id)] },
    });
    const firstEntry = (walletId: string, amount = 5n) =>
      entryView(entryAfter(FIRST, { walletId, seq: 1, txId: 'tx', amount, posted: amount, at: 1_795_412_345_678 }));

    /** Bodies for two legs of one transaction. */
    const listsOf = ({ tx: transaction_id, wallet, amount, deadline }: Hold, others: Partial<Hold>) => {
      const other = { wallet: wallet, amount, ...others };
      const wallets = [{ wallet_id: wallet }, { wallet_id: other.wallet }];
      const amounts = [
        { wallet_id: wallet, amount },
        { wallet_id: other.wallet, amount: other.amount },
      ];
      return {
        reserve: { transaction_id, legs: amounts, deadline },
        commit: { transaction_id, legs: amounts },
        rollback: { transaction_id, legs: wallets, deadline },
      };
    };

    const requests: Record<string, () => Promise<void>> = {
      'POST /api/createwallet': async () => {
        const id = freshWalletId({ shard: SHARD, shardCount: world.shardCount });
        await twice('/api/createwallet', { wallet_id: id });
      },
      'POST /api/reserve': async () => twice('/api/reserve', bodyOf(held(await wallet(), '-3')).reserve),
      'POST /api/commit': async () => {
        for (const amount of ['-3', '+3']) {
          const hold = held(await wallet(), amount);
          await shard.reserve(SHARD, hold);
          await twice('/api/commit', bodyOf(hold).commit);
        }
      },
      'POST /api/rollback': async () => {
        const hold = held(await wallet(), '-3');
        await shard.reserve(SHARD, hold);
        await twice('/api/rollback', bodyOf(hold).rollback);
      },
      'POST /api/openstatement': async () => {
        const id = freshWalletId({ shard: SHARD, shardCount: world.shardCount });
        await shard.createWallet(SHARD, id);
        await makeOlder(world.tables, SHARD, id);
        await twice('/api/openstatement', { wallet_id: id });
      },
      'POST /api/controls': async () => twice('/api/controls', bodyOf(held(await wallet(), '-3')).controls),
      'POST /api/closewallet': async () => {
        const id = freshWalletId({ shard: SHARD, shardCount: world.shardCount });
        await shard.createWallet(SHARD, id);
        await twice('/api/closewallet', { wallet_id: id, by: 'owner' });
      },
      'POST /api/stripewallet': async () => twice('/api/stripewallet', { wallet_id: await wallet(), stripes: 4 }),
      'POST /api/markwallet': async () => twice('/api/markwallet', { wallet_id: await wallet(), op: 3, to: 0 }),
      'POST /api/tombwallet': async () => {
        const wallet_id = await wallet();
        await shard.mark(SHARD, wallet_id, { op: 3, to: 0 });
        await twice('/api/tombwallet', { wallet_id, op: 3 });
      },
      'POST /api/staywallet': async () => twice('/api/staywallet', { wallet_id: await wallet(), op: 3 }),
      'POST /api/putwallet': async () => {
        const wallet_id = freshWalletId({ shard: 0, shardCount: world.shardCount });
        await shard.createWallet(0, wallet_id);
        const { item } = PlacedWallet.parse((await shard.mark(0, wallet_id, { op: 3, to: SHARD })).body);
        await twice('/api/putwallet', { wallet_id, op: 3, from: 0, item });
      },
      'POST /api/copyentries': async () => {
        const wallet_id = freshWalletId({ shard: 0, shardCount: world.shardCount });
        await twice('/api/copyentries', { wallet_id, entries: [firstEntry(wallet_id)] });
        expect((await shard.entries(SHARD, wallet_id)).body).toEqual({ entries: [firstEntry(wallet_id)] });
      },
    };

    it.each(['commit', 'rollback'] as const)('changes nothing: legs of a reserve and a %s', async (end) => {
      const hold = held(await wallet(), '-3');
      const lists = listsOf(hold, { wallet: await wallet(), amount: '+3' });
      await twice('/api/reserve', lists.reserve);
      await twice(`/api/${end}`, lists[end]);
    });

    it.each(Object.entries(requests))('changes nothing: %s', (_, send) => send());

    it('is tested for every POST route of a shard', () => {
      const routes = services().shards[SHARD]?.functions.flatMap((declared) => declared.routes) ?? [];
      expect(Object.keys(requests).sort()).toEqual(routes.filter((route) => route.startsWith('POST ')).sort());
    });

    it('changes nothing after the transfer is settled', async () => {
      for (const end of [shard.commit, shard.rollback]) {
        const hold = held(await wallet(), '-3');
        await shard.reserve(SHARD, hold);
        await end(SHARD, hold);
        const after = await items();
        for (const again of [shard.reserve, shard.commit, shard.rollback, shard.reserve]) await again(SHARD, hold);
        expect(await items()).toEqual(after);
      }
    });

    describe('a token for another service request', () => {
      let hold: Hold;
      let other: Hold;
      let third: Hold;
      let before: unknown;
      beforeAll(async () => {
        hold = held(await wallet(), '-3');
        other = held(await wallet(), '-3');
        third = held(await wallet(), '-3');
        for (const each of [hold, other]) await shard.reserve(SHARD, each);
        before = await items();
      });
      const post = (name: keyof ReturnType<typeof bodyOf>, change: Partial<Hold> = {}): [string, string, object] => [
        'POST',
        `/api/${name}`,
        bodyOf({ ...hold, ...change })[name],
      ];
      const list = (
        name: keyof ReturnType<typeof listsOf>,
        change: Partial<Hold> = {},
        others: Partial<Hold> = {},
      ): [string, string, object] => [
        'POST',
        `/api/${name}`,
        listsOf({ ...hold, ...change }, { wallet: other.wallet, ...others })[name],
      ];
      const get = (path: string): [string, string] => ['GET', `/api/${path}`];
      /** Requests by their names. A token is for one of them. */
      const all: Record<string, () => [method: string, path: string, body?: object]> = {
        'POST /api/createwallet': () => post('createwallet'),
        'POST /api/reserve': () => post('reserve'),
        'POST /api/commit': () => post('commit'),
        'POST /api/rollback': () => post('rollback'),
        'GET /api/balance/{wallet_id}': () => get(`balance/${hold.wallet}`),
        'GET /api/statement/{wallet_id}': () => get(`statement/${hold.wallet}`),
        'POST /api/openstatement': () => post('openstatement'),
        'GET /api/controls/{wallet_id}': () => get(`controls/${hold.wallet}`),
        'POST /api/controls': () => post('controls'),
        'POST /api/closewallet': () => post('closewallet'),
        'POST /api/stripewallet': () => post('stripewallet'),
        'GET /api/wallets': () => get('wallets'),
        'GET /api/place/{wallet_id}': () => get(`place/${hold.wallet}`),
        'GET /api/entries/{wallet_id}': () => get(`entries/${hold.wallet}`),
        'POST /api/markwallet': () => post('markwallet'),
        'POST /api/putwallet': () => post('putwallet'),
        'POST /api/tombwallet': () => post('tombwallet'),
        'POST /api/staywallet': () => post('staywallet'),
        'POST /api/copyentries': () => post('copyentries'),
        'one wallet of the list': () => get(`wallets?wallet_id=${hold.wallet}`),
        'another wallet of the list': () => get(`wallets?wallet_id=${other.wallet}`),
        'another wallet to place': () => get(`place/${other.wallet}`),
        'entries of another wallet': () => get(`entries/${other.wallet}`),
        'another wallet to mark': () => post('markwallet', { wallet: other.wallet }),
        'another shard to move to': () => ['POST', '/api/markwallet', { ...bodyOf(hold).markwallet, to: 2 }],
        'another move to mark by': () => ['POST', '/api/markwallet', { ...bodyOf(hold).markwallet, op: 4 }],
        'another shard to come from': () => ['POST', '/api/putwallet', { ...bodyOf(hold).putwallet, from: 2 }],
        'another move to put by': () => ['POST', '/api/putwallet', { ...bodyOf(hold).putwallet, op: 4 }],
        'another item to put': () => ['POST', '/api/putwallet', { ...bodyOf(hold).putwallet, item: '{ }' }],
        'another move of a tombstone': () => ['POST', '/api/tombwallet', { ...bodyOf(hold).tombwallet, op: 4 }],
        'another move to stay by': () => ['POST', '/api/staywallet', { ...bodyOf(hold).staywallet, op: 4 }],
        'another entry to copy': () => [
          ...(['POST', '/api/copyentries'] as const),
          { wallet_id: hold.wallet, entries: [firstEntry(hold.wallet, 6n)] },
        ],
        'another shard for a new wallet': () => [
          'POST',
          '/api/createwallet',
          { wallet_id: hold.wallet, claimed_shard: 2 },
        ],
        'another wallet to open': () => post('createwallet', { wallet: other.wallet }),
        'another wallet to reserve in': () => post('reserve', { wallet: other.wallet }),
        'another transaction to reserve for': () => post('reserve', { tx: other.tx }),
        'another amount to reserve': () => post('reserve', { amount: '-4' }),
        'the opposite amount to reserve': () => post('reserve', { amount: '+3' }),
        'another deadline to reserve by': () => post('reserve', { deadline: Number(hold.deadline) + 1 }),
        'another wallet to commit in': () => post('commit', { wallet: other.wallet }),
        'another transaction to commit': () => post('commit', { tx: other.tx }),
        'another transaction to roll back': () => post('rollback', { tx: other.tx }),
        'another deadline to roll back by': () => post('rollback', { deadline: Number(hold.deadline) + 1 }),
        'legs to reserve': () => list('reserve'),
        'legs to commit': () => list('commit'),
        'legs to roll back': () => list('rollback'),
        'legs in another order': () => list('reserve', { wallet: other.wallet }, { wallet: hold.wallet }),
        'another amount of a leg to reserve': () => list('reserve', {}, { amount: '-4' }),
        'another amount of a leg to commit': () => list('commit', {}, { amount: '-4' }),
        'another wallet of a leg to roll back': () => list('rollback', {}, { wallet: third.wallet }),
        'another transaction of legs': () => list('commit', { tx: third.tx }),
        'another deadline of legs': () => list('rollback', { deadline: Number(hold.deadline) + 1 }),
        'a part of a debit': () => ['POST', '/api/commit', { ...bodyOf(hold).commit, amount: '-1', held: '-3' }],
        'another part of a debit': () => ['POST', '/api/commit', { ...bodyOf(hold).commit, amount: '-2', held: '-3' }],
        'another wallet to read': () => get(`balance/${other.wallet}`),
        'another statement to read': () => get(`statement/${other.wallet}`),
        'another wallet to freeze': () => post('controls', { wallet: other.wallet }),
        'another wallet to stripe': () => post('stripewallet', { wallet: other.wallet }),
        'another number of stripes': () => ['POST', '/api/stripewallet', { ...bodyOf(hold).stripewallet, stripes: 5 }],
        'a stripe to reserve in': () => [
          'POST',
          '/api/reserve',
          { ...bodyOf({ ...hold, amount: '+3' }).reserve, stripe: 1 },
        ],
        'another stripe to reserve in': () => [
          'POST',
          '/api/reserve',
          { ...bodyOf({ ...hold, amount: '+3' }).reserve, stripe: 2 },
        ],
        'a stripe to commit in': () => ['POST', '/api/commit', { ...bodyOf(hold).commit, stripe: 1 }],
        'a stripe to roll back in': () => ['POST', '/api/rollback', { ...bodyOf(hold).rollback, stripe: 1 }],
        'a rollback that leaves no fence': () => ['POST', '/api/rollback', { ...bodyOf(hold).rollback, fence: false }],
        'legs to roll back without a fence': () => {
          const { legs, ...ofAll } = listsOf(hold, { wallet: other.wallet }).rollback;
          return ['POST', '/api/rollback', { ...ofAll, legs: legs.map((leg) => ({ ...leg, fence: false })) }];
        },
        'another wallet to close': () => post('closewallet', { wallet: other.wallet }),
        'the freeze of an operator': () => ['POST', '/api/controls', { ...bodyOf(hold).controls, by: 'operator' }],
        'the end of a freeze': () => ['POST', '/api/controls', { ...bodyOf(hold).controls, frozen: null }],
        'another statement to open': () => post('openstatement', { wallet: other.wallet }),
      };

      const routeOf = (target: string) => target.split(/[/?]/)[2];

      it.each(Object.keys(all))('is refused by a shard: a token for %s', async (name) => {
        const [, path = '', body] = all[name]?.() ?? [];
        const by = { token: await world.serviceToken(SHARD, grantFor(path, body)) };
        const tokenOf = Object.keys(all).indexOf(name);
        for (const [n, [sent, request]] of Object.entries(all).entries()) {
          const [method, target, others] = request();
          if (sent === name || (routeOf(target) !== routeOf(path) && (n + tokenOf) % ONE_OF > 0)) continue;
          const response = await shard.send(SHARD, method, target, others, by);
          expect([sent, response.status]).toEqual([sent, 403]);
          then.isProblem(response, 403, 'insufficient_scope');
          expect(response.headers['www-authenticate']).toBe('Bearer error="insufficient_scope"');
        }
        expect(await items()).toEqual(before);
      });

      it('is tested for every route of a shard', () => {
        const routes = services().shards[SHARD]?.functions.flatMap((declared) => declared.routes) ?? [];
        expect(Object.keys(all)).toEqual(expect.arrayContaining(routes.filter((route) => route.includes(' /api/'))));
      });
    });

    it.each(['reserve', 'rollback'] as const)(
      'is refused with a deadline more than 20 seconds ahead: %s',
      async (name) => {
        const hold = held(await wallet(), '-3');
        const before = await items();
        const by = (deadline: unknown) => shard[name](SHARD, { ...hold, deadline });
        for (const deadline of [Date.now() + MAX_AHEAD_MS + 1_000, 999_999_999_999_999]) {
          then.isProblem(await by(deadline), 400, 'invalid_input', ['deadline']);
        }
        expect(await items()).toEqual(before);
        expect(await by(Date.now() + MAX_AHEAD_MS - 1)).toMatchObject({ status: 200 });
      },
    );
  });
}
