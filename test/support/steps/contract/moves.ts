import { WalletPage } from '../../../../lib/api/shard.ts';
import { CopiedEntries, EntryPage, PlacedWallet } from '../../../../lib/api/shard-moves.ts';
import { deadlineFrom } from '../../../../lib/domain/deadline.ts';
import { eventually } from '../../environment/eventually.ts';
import type { ApiResponse } from '../api.ts';
import { shardSteps } from '../shard-steps.ts';
import * as then from '../then.ts';
import { freshWalletId } from '../wallet-ids.ts';
import type { WorldWithShards } from '../world.ts';

/** The requests of a mover to the shards. */
export function movesContract(world: () => WorldWithShards): void {
  const shard = shardSteps(world);
  const later = () => deadlineFrom(Date.now());
  const freshTx = () => shard.freshTransaction();

  /** A wallet with 10 on shard 0, and its entry. No user has it. */
  async function wallet(): Promise<string> {
    const id = freshWalletId({ shard: 0, shardCount: world().shardCount });
    await shard.createWallet(0, id);
    const tx = freshTx();
    await shard.reserve(0, { tx, wallet: id, amount: '+10', deadline: later() });
    await shard.commit(0, { tx, wallet: id });
    await eventually(async () => (await placeOf(0, id)).entries === 1, then.patience(world()));
    return id;
  }

  function placed({ status, body }: ApiResponse): PlacedWallet {
    expect({ status, body }).toMatchObject({ status: 200 });
    return PlacedWallet.parse(body);
  }
  const placeOf = async (n: number, id: string) => placed(await shard.place(n, id));

  /** What the list of a shard has of one wallet. */
  const listedOn = async (n: number, id: string) =>
    WalletPage.parse((await shard.send(n, 'GET', `/api/wallets?wallet_id=${id}`, undefined)).body);

  const isElsewhere = (response: ApiResponse, status: number, code: string) =>
    expect(then.isProblem(response, status, code)).toMatchObject({ shard: 1 });

  async function answersNothing(n: number, id: string, status: number, code: string): Promise<void> {
    const [tx, deadline] = [freshTx(), later()];
    isElsewhere(await shard.reserve(n, { tx, wallet: id, amount: '+1', deadline }), status, code);
    isElsewhere(await shard.commit(n, { tx, wallet: id }), status, code);
    isElsewhere(await shard.rollback(n, { tx, wallet: id, deadline }), status, code);
    isElsewhere(await shard.createWallet(n, id), status, code);
    isElsewhere(await shard.balance(n, id), status, code);
    isElsewhere(await shard.statement(n, id), status, code);
    isElsewhere(await shard.statement(n, id, '?at=1'), status, code);
    isElsewhere(await shard.openStatement(n, id), status, code);
    isElsewhere(await shard.controls(n, id), status, code);
    const change = { wallet_id: id, by: 'owner', version: 0, frozen: 'all' };
    isElsewhere(await shard.changeControls(n, change), status, code);
    isElsewhere(await shard.closeWallet(n, id), status, code);
    const other = freshWalletId({ shard: n, shardCount: world().shardCount });
    const legs = [
      { wallet_id: id, amount: '+1' },
      { wallet_id: other, amount: '+1' },
    ];
    const list = await shard.send(n, 'POST', '/api/reserve', { transaction_id: tx, legs, deadline });
    expect(list.body).toMatchObject({
      legs: [
        { wallet_id: id, code, shard: 1 },
        { wallet_id: other, code: 'no_such_wallet' },
      ],
    });
  }

  it('A wallet moves to another shard with its money, holds and statement, and the old shard names the new one', async () => {
    const id = await wallet();
    const held = { tx: freshTx(), wallet: id, amount: '-4', deadline: later() };
    await shard.reserve(0, held);
    expect(await placeOf(0, id)).toMatchObject({ state: 'live', op: 0, seq: 1, entries: 1 });
    expect(await placeOf(1, id)).toEqual({ state: 'absent', op: 0, entries: 0 });

    const { entries } = EntryPage.parse((await shard.entries(0, id)).body);
    const marked = placed(await shard.mark(0, id, { op: 7, to: 1 }));
    expect(marked).toMatchObject({ state: 'moving', op: 7, to: 1, seq: 1, entries: 1 });
    await answersNothing(0, id, 409, 'wallet_moving');
    expect(await listedOn(0, id)).toMatchObject({ wallets: [{ wallet_id: id, op: 7, moving: { op: 7, to: 1 } }] });
    expect(await listedOn(1, id)).toEqual({ wallets: [] });
    expect(await placeOf(0, id)).toEqual(marked);

    const put = { op: 7, from: 0, item: marked.item };
    then.isProblem(await shard.put(1, id, put), 409, 'entries_behind');
    expect(CopiedEntries.parse((await shard.copyEntries(1, id, entries)).body)).toEqual({ entries: 1 });
    expect(placed(await shard.put(1, id, put))).toMatchObject({ state: 'live', op: 7, from: 0, entries: 1 });
    expect(placed(await shard.tomb(0, id, 7))).toEqual({ state: 'moved', op: 7, to: 1, entries: 1 });
    await answersNothing(0, id, 421, 'wallet_moved');
    expect(await listedOn(0, id)).toEqual({ wallets: [], moved: [{ wallet_id: id, op: 7, to: 1 }] });
    expect(await listedOn(1, id)).toMatchObject({ wallets: [{ wallet_id: id, op: 7, balance: '10' }] });

    expect((await shard.balance(1, id)).body).toMatchObject({ balance: '10', available: '6', reserved: '4', seq: 1 });
    expect((await shard.statement(1, id)).body).toEqual({ entries });
    expect((await shard.commit(1, held)).body).toMatchObject({ status: 'committed' });
    const after = await eventually(async () => {
      const page = EntryPage.parse((await shard.entries(1, id)).body);
      return page.entries.length === 2 && page.entries;
    }, then.patience(world()));
    expect(after).toMatchObject([entries[0], { seq: 2, amount: '-4', balance: '6' }]);
    expect((await shard.entries(1, id, '?limit=1')).body).toEqual({ entries: [after[0]], next_cursor: 1 });
    expect((await shard.entries(1, id, '?after=1')).body).toEqual({ entries: [after[1]] });
    expect((await shard.entries(0, id)).body).toEqual({ entries });
    // Late messages of the move change nothing.
    expect(placed(await shard.mark(1, id, { op: 7, to: 0 }))).toMatchObject({ state: 'live', op: 7 });
    expect(placed(await shard.put(1, id, put))).toMatchObject({ state: 'live', op: 7, seq: 2 });
  });

  it('A wallet that is where it shall be takes the number of a move, and no older move takes it away', async () => {
    const id = await wallet();
    expect(placed(await shard.stay(0, id, 8))).toMatchObject({ state: 'live', op: 8 });
    expect(placed(await shard.mark(0, id, { op: 8, to: 1 }))).toMatchObject({ state: 'live', op: 8 });
    expect(await shard.balance(0, id)).toMatchObject({ status: 200, body: { balance: '10' } });
  });

  it('Every route for movers names the fields that break a rule', async () => {
    const id = freshWalletId({ shard: 0, shardCount: world().shardCount });
    then.isProblem(await shard.send(0, 'POST', '/api/markwallet', {}), 400, 'invalid_input', ['wallet_id', 'op', 'to']);
    const ofPut = ['wallet_id', 'op', 'from', 'item'];
    then.isProblem(await shard.send(0, 'POST', '/api/putwallet', {}), 400, 'invalid_input', ofPut);
    then.isProblem(await shard.send(0, 'POST', '/api/tombwallet', {}), 400, 'invalid_input', ['wallet_id', 'op']);
    then.isProblem(await shard.send(0, 'POST', '/api/staywallet', {}), 400, 'invalid_input', ['wallet_id', 'op']);
    const ofCopy = ['wallet_id', 'entries'];
    then.isProblem(await shard.send(0, 'POST', '/api/copyentries', {}), 400, 'invalid_input', ofCopy);
    then.isProblem(await shard.mark(0, id, { op: 0, to: 1 }), 400, 'invalid_input', ['op']);
    then.isProblem(await shard.mark(0, id, { op: 1, to: 0 }), 400, 'invalid_input', ['to']);
    then.isProblem(await shard.put(0, id, { op: 1, from: 1, item: '{}' }), 400, 'invalid_input', ['item']);
    then.isProblem(await shard.copyEntries(0, id, []), 400, 'invalid_input', ['entries']);
    then.isProblem(await shard.place(0, 'x'), 400, 'invalid_input', ['wallet_id']);
    then.isProblem(await shard.entries(0, id, '?limit=0&after=x'), 400, 'invalid_input', ['after', 'limit']);
  });
}
