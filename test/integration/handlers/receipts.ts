import { ulid } from 'ulid';
import { type EntryReceipt, verifyEntries, verifyInclusion, verifyReceipt } from '../../../lib/client/index.ts';
import { Journal } from '../../../lib/store/journal/journal.ts';
import { eventually } from '../../support/environment/eventually.ts';
import type { InProcessWorld } from '../../support/in-process/in-process-world.ts';
import { clientOf } from '../../support/steps/client.ts';
import { given as givenSteps } from '../../support/steps/given.ts';
import * as then from '../../support/steps/then.ts';
import { freshWalletId } from '../../support/steps/wallet-ids.ts';
import { when as whenSteps } from '../../support/steps/when.ts';
import type { User } from '../../support/steps/world.ts';

const ISSUER = { issuer: 'mib-local' };

/** Receipts, as their owner gets them and an outsider verifies them. */
export function receipts(inProcess: () => InProcessWorld): void {
  describe('a receipt', () => {
    let world: InProcessWorld;
    let ann: User;
    let ben: User;
    let purse: string;
    let till: string;
    const given = givenSteps(() => world);
    const when = whenSteps(() => world);
    const keys = () => clientOf(world).publishedKeys();

    /** An entry follows its posting. */
    const entryOf = (user: User, walletId: string, seq: number, root?: 'latest'): Promise<EntryReceipt> =>
      eventually(async () => {
        const found = clientOf(world, user).receipt(walletId, { seq, ...(root && { root }) });
        return found.catch((error: { code?: string }) => {
          if (error.code === 'wallet_not_found') return undefined;
          throw error;
        });
      });
    const get = (user: User, path: string) => world.api.request('GET', path, { token: user.token });

    beforeAll(async () => {
      world = inProcess();
      ({ user: ann, wallet: purse } = await given.userWithWallet({ shard: 0, money: 500 }));
      ({ user: ben, wallet: till } = await given.userWithWallet({ shard: 1 }));
    });

    it('of an entry states to anybody what was posted, from each side of a transfer', async () => {
      const { TxID } = await given.transfer(ann, { from: purse, to: till, amount: 20 });
      const paid = await verifyReceipt((await entryOf(ann, purse, 2)).receipt, await keys(), ISSUER);
      const received = await verifyReceipt((await entryOf(ben, till, 1)).receipt, await keys(), ISSUER);
      expect(paid).toMatchObject({ kind: 'entry', entry: { wallet_id: purse, TxID, amount: '-20', balance: '480' } });
      expect(received).toMatchObject({ kind: 'entry', entry: { wallet_id: till, TxID, amount: '+20', balance: '20' } });
    });

    it('of a final transfer states it as the owner of the wallet sees it, whatever its status', async () => {
      const refused = await given.transfer(ann, { from: purse, to: till, amount: 100_000 });
      const receiptOf = async (user: User, walletId: string, TxID: string) =>
        verifyReceipt((await clientOf(world, user).receipt(walletId, { TxID })).receipt, await keys(), ISSUER);
      expect(await receiptOf(ann, purse, refused.TxID)).toMatchObject({
        kind: 'transfer',
        transfer: { wallet_id: purse, TxID: refused.TxID, amount: '-100000', status: 'INVALID' },
      });
      const sent = await given.transfer(ann, { from: purse, to: till, amount: 5, note: 'tea' });
      const { wallet_id, TxID, amount, from_id, payer_note } = await clientOf(world, ben).transaction(till, sent.TxID);
      const stated = { wallet_id, TxID, amount, from_id, payer_note, status: 'SUCCESSFUL' };
      expect(await receiptOf(ben, till, sent.TxID)).toMatchObject({ kind: 'transfer', transfer: stated });
    });

    it('of a split states the payee’s own share, and no other payee', async () => {
      const other = await given.wallet(ben, { shard: 0 });
      const to = [
        { to_id: till, amount: '3' },
        { to_id: other, amount: '4' },
      ];
      const { TxID } = await clientOf(world, ann)
        .routes.POST('/api/user/do_transaction', {
          params: { header: {} },
          body: { from_id: purse, to },
        })
        .then(({ data }) => data ?? { TxID: '' });
      await then.isFinal(() => world, ann, purse, TxID);
      const { receipt } = await clientOf(world, ben).receipt(till, { TxID });
      const verified = await verifyReceipt(receipt, await keys(), ISSUER);
      expect(verified).toMatchObject({ kind: 'transfer', transfer: { wallet_id: till, amount: '+3' } });
      expect(Buffer.from(receipt.split('.')[1] ?? '', 'base64url').toString()).not.toContain(other);
    });

    it('is refused with 409 while the transfer is pending', async () => {
      const txId = ulid();
      const pending = { txId, fromId: purse, amount: 1n, credits: [{ toId: till, amount: 1n }] };
      await new Journal(world.tables.documents, world.tables.journal).create(pending, Date.now());
      then.isProblem(await get(ann, `/api/user/transactions/${purse}/${txId}/receipt`), 409, 'transaction_not_final');
      then.isProblem(await get(ben, `/api/user/transactions/${till}/${txId}/receipt`), 404, 'wallet_not_found');
    });

    it('of what is not there or is another user’s is one and the same 404', async () => {
      const { TxID } = await given.transfer(ann, { from: purse, to: till, amount: 1 });
      await entryOf(ann, purse, 1);
      const stranger = await given.user();
      const own = await given.wallet(stranger);
      const responses = await Promise.all(
        [
          `/api/user/balance/${purse}`,
          `/api/user/statement/${purse}/1/receipt`,
          `/api/user/statement/${purse}/1/receipt?root=latest`,
          `/api/user/statement/${freshWalletId(world)}/1/receipt`,
          `/api/user/statement/${own}/1/receipt`,
          `/api/user/statement/${own}/0/receipt`,
          `/api/user/statement/${own}/-1/receipt`,
          `/api/user/statement/${own}/1.0/receipt`,
          `/api/user/statement/${own}/99999999999999999999/receipt`,
          `/api/user/transactions/${purse}/${TxID}/receipt`,
          `/api/user/transactions/${own}/${TxID}/receipt`,
          `/api/user/transactions/${own}/no-id/receipt`,
        ].map((path) => get(stranger, path)),
      );
      for (const response of responses) then.isProblem(response, 404, 'wallet_not_found');
      expect(new Set(responses.map(({ text }) => text)).size).toBe(1);
    });

    it('leads to a kept root once the audit has kept one, and not before', async () => {
      const { user, wallet } = await given.userWithWallet({ shard: 1, money: 9 });
      await entryOf(user, wallet, 1);
      const path = `/api/user/statement/${wallet}/1/receipt?root=latest`;
      then.isProblem(await get(user, path), 409, 'root_not_kept');
      await world.invoke('audit', {});
      await given.money(wallet, 1);
      const proof = await entryOf(user, wallet, 1, 'latest');
      const { receipt, root } = await verifyInclusion(proof, await keys(), ISSUER);
      expect(receipt.entry).toMatchObject({ wallet_id: wallet, seq: 1, amount: '+9' });
      expect(root.size).toBeGreaterThan(2);

      await entryOf(user, wallet, 2);
      then.isProblem(await get(user, path.replace('/1/', '/2/')), 409, 'root_not_kept');
      await world.invoke('audit', {});
      const again = await entryOf(user, wallet, 1, 'latest');
      expect(again.inclusion?.entries).toHaveLength(1);
      await verifyInclusion(again, await keys(), ISSUER);
    });

    it('of the last entry makes every entry before it as good as one', async () => {
      const { wallet, user } = await given.userWithWallet({ shard: 0, money: 1 });
      for (const amount of [2, 3]) await given.money(wallet, amount);
      const { receipt } = await entryOf(user, wallet, 3);
      const verified = await verifyReceipt(receipt, await keys(), ISSUER);
      const { data: entries = [] } = await clientOf(world, user).routes.GET('/api/user/statement/{id}', {
        params: { path: { id: wallet } },
      });
      await verifyEntries(entries);
      expect(verified).toMatchObject({ entry: { hash: entries.at(-1)?.hash } });
      expect(entries.map(({ amount }) => amount)).toEqual(['+1', '+2', '+3']);
    });

    it('is verified with keys that anybody may have and store, and that cannot sign', async () => {
      const response = await world.from('192.0.2.9').api.request('GET', '/.well-known/jwks.json');
      expect(response.status).toBe(200);
      expect(response.headers['cache-control']).toBe('public, max-age=300');
      expect(response.body).toEqual({ keys: [expect.objectContaining({ kty: 'OKP', crv: 'Ed25519' })] });
      expect(response.text).not.toContain('"d"');
    });

    it('takes no other parameter', async () => {
      then.isProblem(await get(ann, `/api/user/statement/${purse}/1/receipt?root=oldest`), 400, 'invalid_input', [
        'root',
      ]);
      then.isProblem(await get(ann, `/api/user/statement/${purse}/1/receipt?at=1`), 400, 'invalid_input', ['at']);
      then.isUnauthenticated(await world.api.request('GET', `/api/user/statement/${purse}/1/receipt`));
      expect((await when.balance(ann, purse)).status).toBe(200);
    });
  });
}
