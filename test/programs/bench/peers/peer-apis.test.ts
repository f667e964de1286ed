import type { Api, Message } from '../../../support/steps/api.ts';
import { apiResponse } from '../../../support/steps/api.ts';
import { blnk, type Way } from './blnk.ts';
import { pairsOf } from './database-settings.ts';
import { formance } from './formance.ts';

interface Request {
  readonly call: string;
  readonly body: unknown;
}

/** An API that responds by method and path, with numbers and random names left out of the path. */
function fakeApi(responses: Readonly<Record<string, readonly [status: number, body: unknown]>>) {
  const requests: Request[] = [];
  const api: Api = {
    async request(method: string, path: string, { body }: Message = {}) {
      const call = `${method} ${path.replace(/bench-[\w-]+/, 'bench')}`;
      requests.push({ call, body });
      const [status, answer] = responses[call] ?? [404, { error: call }];
      return apiResponse(status, {}, JSON.stringify(answer));
    },
  };
  return { api, requests };
}

describe('Formance', () => {
  const responses = {
    'GET /_/info': [200, { server: 'ledger', version: 'v2.4.12' }],
    'POST /v2/bench': [204, undefined],
    'POST /v2/bench/transactions': [200, { data: { id: 1 } }],
    'GET /v2/bench/accounts/wallets:0?expand=volumes': [
      200,
      { data: { address: 'wallets:0', volumes: { COIN: { input: 9, output: 2, balance: 7 } } } },
    ],
  } as const;
  const open = (changed: Readonly<Record<string, readonly [number, unknown]>> = {}) => {
    const fake = fakeApi({ ...responses, ...changed });
    return { ...fake, ledger: formance('http://localhost:3068', undefined, fake.api) };
  };

  it('makes a transfer with one posting', async () => {
    const { ledger, requests } = open();
    expect(await (await ledger).transfer('wallets:0', 'wallets:1')).toMatchObject({ moved: true, status: 'committed' });
    expect(requests.at(-1)).toEqual({
      call: 'POST /v2/bench/transactions',
      body: {
        postings: [{ source: 'wallets:0', destination: 'wallets:1', asset: 'COIN', amount: 1 }],
        metadata: {},
      },
    });
  });

  it('has the code of an error as the status of the transfer', async () => {
    const { ledger } = open({ 'POST /v2/bench/transactions': [400, { errorCode: 'INSUFFICIENT_FUND' }] });
    expect(await (await ledger).transfer('wallets:0', 'wallets:1')).toMatchObject({
      moved: false,
      status: '400 INSUFFICIENT_FUND',
    });
  });

  it('reads a balance, and says that its database is not asked', async () => {
    const ledger = await open().ledger;
    expect(await ledger.balance('wallets:0')).toBe(7n);
    expect(await ledger.deadlocks()).toBeUndefined();
    expect(ledger.settings).toBe(
      'Formance Ledger v2.4.12, default features. Postgres: not asked, FORMANCE_POSTGRES is not set',
    );
  });

  it('ends the measurement if it does not respond as documented', async () => {
    await expect(open({ 'GET /_/info': [200, {}] }).ledger).rejects.toThrow('version');
    await expect(open({ 'POST /v2/bench': [500, {}] }).ledger).rejects.toThrow('Formance creates no ledger: 500');
  });
});

describe('Blnk', () => {
  const responses = {
    'POST /ledgers': [201, { ledger_id: 'ldg_1' }],
    'POST /balances': [201, { balance_id: 'bln_1', balance: 0 }],
    'GET /balances/bln_1': [200, { balance_id: 'bln_1', balance: 7 }],
    'POST /transactions': [201, { transaction_id: 'txn_1', status: 'INFLIGHT' }],
    'PUT /transactions/inflight/txn_1': [200, { transaction_id: 'txn_2', status: 'APPLIED' }],
  } as const;
  const open = (way: Way, changed: Readonly<Record<string, readonly [number, unknown]>> = {}) => {
    const fake = fakeApi({ ...responses, ...changed });
    const databases = { postgres: undefined, redis: undefined };
    return { ...fake, ledger: blnk(way, 'http://localhost:5001', databases, fake.api) };
  };

  it('makes a transfer with a hold and a commit', async () => {
    const { ledger, requests } = open('inflight and commit');
    expect(await (await ledger).transfer('bln_1', 'bln_2')).toMatchObject({ moved: true, status: 'APPLIED' });
    expect(requests.slice(-2)).toMatchObject([
      {
        call: 'POST /transactions',
        body: { source: 'bln_1', destination: 'bln_2', precise_amount: 1, inflight: true, skip_queue: true },
      },
      { call: 'PUT /transactions/inflight/txn_1', body: { status: 'commit', skip_queue: true } },
    ]);
  });

  it('makes a transfer with a single write', async () => {
    const { ledger, requests } = open('single write', {
      'POST /transactions': [201, { transaction_id: 't', status: 'APPLIED' }],
    });
    expect(await (await ledger).transfer('bln_1', 'bln_2')).toMatchObject({ moved: true, status: 'APPLIED' });
    expect(requests).toHaveLength(2);
    expect(requests.at(-1)?.body).not.toHaveProperty('inflight');
  });

  it.each([
    ['POST /transactions', 'hold: 409 TXN_LOCKED'],
    ['PUT /transactions/inflight/txn_1', 'commit: 409 TXN_LOCKED'],
  ])('says at which step a transfer failed: %s', async (call, status) => {
    const { ledger } = open('inflight and commit', { [call]: [409, { error_detail: { code: 'TXN_LOCKED' } }] });
    expect(await (await ledger).transfer('bln_1', 'bln_2')).toMatchObject({ moved: false, status });
  });

  it('reads a balance', async () => {
    expect(await (await open('single write').ledger).balance('bln_1')).toBe(7n);
  });
});

it('pairs the lines of redis-cli', () => {
  expect(pairsOf(['appendonly', 'no', 'appendfsync', 'everysec'])).toEqual([
    ['appendonly', 'no'],
    ['appendfsync', 'everysec'],
  ]);
});
