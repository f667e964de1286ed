import { MAX_COPIED } from '../../lib/api/shard-moves.ts';
import { entryView } from '../../lib/api/statement-entry.ts';
import { digestOfMoved, type Grant } from '../../lib/domain/grant.ts';
import { entryAfter, FIRST, type StatementEntry } from '../../lib/domain/statement.ts';
import type { WalletOnShard } from '../../lib/domain/wallet-move.ts';
import type { Request } from '../../lib/remote/send.ts';
import { ShardBusy, ShardUnavailable } from '../../lib/remote/shard-errors.ts';
import { WalletMoves } from '../../lib/remote/wallet-moves.ts';

const NOW = 1_795_427_700_000;
const WALLET = '41';

interface Call {
  readonly shard: number;
  readonly grant: Grant;
  readonly url: string;
  readonly request: Request;
}

/** A client of two shards that give these responses, one after the other, and the calls that it makes. */
function clientOf(...responses: [status: number, json: unknown][]): { moves: WalletMoves; calls: Call[] } {
  const calls: Call[] = [];
  let token: Pick<Call, 'shard' | 'grant'> | undefined;
  const moves = new WalletMoves(
    ['http://shard-0.test', 'http://shard-1.test'],
    async (shard, grant) => {
      token = { shard, grant };
      return 'token';
    },
    async (url, request) => {
      if (token) calls.push({ ...token, url, request });
      const [status, json] = responses.shift() ?? [500, {}];
      return { status, json };
    },
  );
  return { moves, calls };
}

const first = entryAfter(FIRST, { walletId: WALLET, seq: 1, txId: 'tx-1', amount: 5n, posted: 5n, at: NOW - 2 });
const opening = entryAfter(FIRST, { walletId: WALLET, seq: 1, amount: 7n, posted: 7n, at: NOW - 2 });
const second = entryAfter(first, { walletId: WALLET, seq: 2, txId: 'tx-2', amount: -3n, posted: 2n, at: NOW - 1 });

/** Each request to shard 1, with a wallet that is nowhere or live. */
const requests: Record<string, (moves: WalletMoves) => Promise<unknown>> = {
  place: (moves) => moves.place(WALLET, 1, NOW),
  mark: (moves) => moves.mark({ walletId: WALLET, op: 3, to: 0 }, 1, NOW),
  put: (moves) => moves.put({ walletId: WALLET, op: 3, from: 0, item: '{}' }, 1, NOW),
  tomb: (moves) => moves.tomb({ walletId: WALLET, op: 3 }, 1, NOW),
  stay: (moves) => moves.stay({ walletId: WALLET, op: 3 }, 1, NOW),
  copyEntries: (moves) => moves.copyEntries(WALLET, [first], 1, NOW),
  entries: (moves) => moves.entries(WALLET, 1, {}, NOW),
};
const placing = Object.entries(requests).filter(([name]) => !/entries/i.test(name));

describe('A request of a mover', () => {
  it('goes to the shard that it names, with a token for the wallet, the move and both shards', async () => {
    const absent = { state: 'absent', op: 0, entries: 0 };
    const { moves, calls } = clientOf(
      ...placing.map((): [number, unknown] => [200, absent]),
      [200, { entries: 1 }],
      [200, { entries: [] }],
    );
    for (const [, send] of [...placing, ...Object.entries(requests).filter(([name]) => /entries/i.test(name))])
      await send(moves);
    const made = calls.map(({ shard, url, request, grant }) => [shard, `${request.method} ${url}`, grant]);
    const at = 'http://shard-1.test/api';
    const of = (operation: string, fields = {}) => ({ operation, wallet_id: WALLET, ...fields });
    expect(made).toEqual([
      [1, `GET ${at}/place/41`, of('place')],
      [1, `POST ${at}/markwallet`, of('markWallet', { op: '3', to: '0' })],
      [1, `POST ${at}/putwallet`, of('putWallet', { op: '3', from: '0', moved: digestOfMoved('{}') })],
      [1, `POST ${at}/tombwallet`, of('tombWallet', { op: '3' })],
      [1, `POST ${at}/staywallet`, of('stayWallet', { op: '3' })],
      [1, `POST ${at}/copyentries`, of('copyEntries', { moved: expect.any(String) })],
      [1, `GET ${at}/entries/41?limit=${MAX_COPIED}`, of('entries')],
    ]);
  });

  it('has a token for these entries alone: another hash, balance or transaction is another token', async () => {
    const changes: Partial<StatementEntry>[] = [
      {},
      { hash: second.hash },
      { balance: 6n },
      { amount: 6n },
      { txId: 'tx-3' },
      { seq: 3 },
      { postedAt: NOW },
      { walletId: '43' },
    ];
    const { moves, calls } = clientOf(...changes.map((): [number, unknown] => [200, { entries: 1 }]));
    for (const change of changes) await moves.copyEntries(WALLET, [{ ...first, ...change }], 1, NOW);
    expect(new Set(calls.map(({ grant }) => grant.moved)).size).toBe(changes.length);
  });

  it.each(placing)('%s has what the shard has of the wallet as its result', async (_, send) => {
    const json = { state: 'moving', op: 3, to: 0, from: 1, seq: 2, posted_at: NOW, entries: 2, item: '{"a":1}' };
    const placed: WalletOnShard = {
      ...{ state: 'moving', op: 3, to: 0, from: 1, seq: 2, postedAt: NOW, entries: 2, item: '{"a":1}' },
    };
    expect(await send(clientOf([200, json]).moves)).toEqual(placed);
    expect(await send(clientOf([200, { state: 'absent', op: 0, entries: 0 }]).moves)).toEqual({
      ...{ state: 'absent', op: 0, entries: 0 },
    });
    // A newer shard says more.
    expect(await send(clientOf([200, { ...json, more: true }]).moves)).toEqual(placed);
  });

  it.each(['put', 'copyEntries'])('%s says that entries must be copied first', async (name) => {
    const behind = clientOf([409, { code: 'entries_behind' }]);
    expect(await requests[name]?.(behind.moves)).toBe('entries_behind');
  });

  it.each(Object.entries(requests))('%s throws ShardUnavailable after what is no result', async (_, send) => {
    const responses: [status: number, json: unknown][] = [
      [500, { code: 'internal_error' }],
      [400, { code: 'invalid_input' }],
      [403, { code: 'insufficient_scope' }],
      [404, { code: 'route_not_found' }],
      [409, { code: 'of_a_newer_shard' }],
      [200, { state: 'nowhere' }],
      [200, 'no JSON object'],
    ];
    for (const response of responses) {
      const sent = send(clientOf(response).moves);
      await expect(sent).rejects.toBeInstanceOf(ShardUnavailable);
    }
    await expect(send(clientOf([503, { code: 'unavailable' }]).moves)).rejects.toBeInstanceOf(ShardBusy);
  });

  it.each(Object.entries(requests).filter(([name]) => name !== 'put' && name !== 'copyEntries'))(
    '%s knows no entries that are behind',
    async (_, send) => {
      const behind = clientOf([409, { code: 'entries_behind' }]);
      await expect(send(behind.moves)).rejects.toBeInstanceOf(ShardUnavailable);
    },
  );
});

describe('The entries of a shard', () => {
  it('are those that were sent, an opening one among them', async () => {
    const sent = clientOf([200, { entries: 2 }], [200, { entries: 1 }]);
    expect(await sent.moves.copyEntries(WALLET, [first, second], 0, NOW)).toBe(2);
    expect(await sent.moves.copyEntries(WALLET, [opening], 0, NOW)).toBe(1);
    expect(sent.calls.map(({ request }) => JSON.parse(request.body ?? ''))).toEqual([
      { wallet_id: WALLET, entries: [entryView(first), entryView(second)] },
      { wallet_id: WALLET, entries: [entryView(opening)] },
    ]);
    const read = clientOf([200, { entries: [entryView(first), entryView(second)], next_cursor: 2 }]);
    expect(await read.moves.entries(WALLET, 0, { after: 0, limit: 2 }, NOW)).toEqual({
      entries: [first, second],
      next: 2,
    });
    expect(read.calls[0]?.url).toBe('http://shard-0.test/api/entries/41?limit=2&after=0');
  });

  it('have no next page at their end', async () => {
    const read = clientOf([200, { entries: [entryView(opening)] }]);
    expect(await read.moves.entries(WALLET, 0, {}, NOW)).toEqual({ entries: [opening], next: undefined });
  });
});
