import { execFileSync } from 'node:child_process';
import { transformSync } from 'esbuild';
import * as z from 'zod';
import { ORCHESTRATOR_ROUTES } from '../../../lib/api/orchestrator-routes.ts';
import { createClient } from '../../../lib/client/index.ts';
import type { Action } from '../../../lib/web/wallet/actions.ts';
import { asCode, asCurl } from '../../../lib/web/wallet/as-code.ts';

const BASE = 'https://api.example';
const PASSWORD = 'correct horse';
/** What would do harm in a shell, in JSON, in an address or in a program. */
const HOSTILE = `'; echo $(id) \`id\` "$TOKEN" \\' \\ \n%0a&?#/../${'${process.exit()}'} */ // !! \u202e 😀 é`;
const TXID = '01KABZ5ZD6T8S0QFVJ0Q1N2M3P';

const SPLIT = [
  { to: '42', amount: '30' },
  { to: '43', amount: '020' },
];

const ACTIONS: Action[] = [
  { kind: 'register', login: 'ann' },
  { kind: 'register', login: HOSTILE },
  { kind: 'login', login: "o'hara" },
  { kind: 'createWallet', walletId: '41' },
  { kind: 'createWallet', walletId: '41', name: "Ann's rent" },
  { kind: 'changeWallet', walletId: '41', change: { name: null, metadata: { 'a-b': "x'y", order: null } } },
  { kind: 'changeWallet', walletId: '41', change: { name: HOSTILE } },
  { kind: 'changeWallet', walletId: '41', change: {} },
  { kind: 'changeWalletControls', walletId: '41', change: { frozen: 'all', max_per_day: null, max_payment: '5' } },
  { kind: 'closeWallet', walletId: '41' },
  {
    kind: 'pay',
    from: '41',
    payees: SPLIT,
    metadata: [
      { key: 'order', value: "o'6735" },
      { key: '', value: '' },
    ],
  },
  { kind: 'wallets' },
  { kind: 'keys' },
  { kind: 'makeKey', name: HOSTILE, read: 'all', pay: [], expiresAt: '2027-01-01T00:00:00.000Z' },
  { kind: 'makeKey', name: 'Shop', read: ['41', '42'], pay: [{ walletId: '41', max: '5000' }] },
  { kind: 'changeMember', walletId: '41', login: HOSTILE, max: '5000' },
  { kind: 'changeMember', walletId: '41', login: 'bob', max: null },
  { kind: 'webhooks' },
  { kind: 'addWebhook', url: 'https://shop.example/mib', types: ['transfer.final', 'statement.posted'] },
  { kind: 'addWebhook', url: 'https://shop.example/mib', types: ['transfer.final'], description: HOSTILE },
  { kind: 'webhookDeliveries', webhookId: TXID },
  { kind: 'balance', walletId: '41' },
  { kind: 'balance', walletId: HOSTILE },
  { kind: 'balanceAt', walletId: '41', time: '2026-11-23T10:15:30.123Z' },
  { kind: 'pay', from: '41', payees: [{ to: '42', amount: '250' }] },
  {
    ...{ kind: 'pay', from: '41', payees: [{ to: '42', amount: '007' }] },
    ...{ reference: 'INV-1', note: HOSTILE, idempotencyKey: 'key-1' },
  },
  { kind: 'pay', from: '41', payees: SPLIT, reference: 'INV-1', idempotencyKey: 'key-1' },
  { kind: 'pay', from: '41', payees: [...SPLIT, { to: HOSTILE, amount: HOSTILE }] },
  { kind: 'refund', walletId: '41', TxID: TXID },
  { kind: 'refund', walletId: HOSTILE, TxID: HOSTILE, amount: '007' },
  {
    ...{ kind: 'pay', from: '41', payees: [{ to: '42', amount: '250' }] },
    ...{ holdUntil: '2026-11-30T10:15:00.000Z', idempotencyKey: 'key-1' },
  },
  { kind: 'holds', walletId: '41' },
  { kind: 'capture', walletId: '42', TxID: TXID },
  { kind: 'capture', walletId: '42', TxID: TXID, amount: '030' },
  { kind: 'void', walletId: '42', TxID: TXID },
  {
    ...{ kind: 'scheduleTransfer', from: '41', payees: [{ to: '42', amount: '250' }], note: HOSTILE },
    ...{
      timing: { repeat: { rrule: 'FREQ=MONTHLY;COUNT=12', start: '2026-12-01T09:00', time_zone: 'Europe/Berlin' } },
    },
  },
  {
    ...{ kind: 'scheduleTransfer', from: '41', payees: SPLIT, reference: 'INV-1', idempotencyKey: 'key-1' },
    ...{ metadata: [{ key: 'order', value: "o'6735" }], timing: { executeAt: '2026-12-01T08:00:00.000Z' } },
  },
  { kind: 'scheduledTransfers', walletId: '41' },
  { kind: 'scheduledTransfer', walletId: '41', ScheduleID: TXID },
  { kind: 'changeScheduledTransfer', walletId: '41', ScheduleID: TXID, change: {} },
  {
    ...{ kind: 'changeScheduledTransfer', walletId: '41', ScheduleID: TXID },
    change: { amount: '7', note: null, execute_at: '2026-12-01T08:00:00.000Z' },
  },
  {
    ...{ kind: 'changeScheduledTransfer', walletId: '41', ScheduleID: TXID },
    change: { repeat: { rrule: 'FREQ=DAILY', start: '2026-12-01T09:00', time_zone: 'Europe/Berlin' } },
  },
  { kind: 'cancelScheduledTransfer', walletId: '41', ScheduleID: TXID },
  { kind: 'transaction', walletId: '41', TxID: TXID },
  { kind: 'transactions', walletId: '41', query: {} },
  { kind: 'transactions', walletId: '41', query: { status: 'SUCCESSFUL,FAILED', reference: HOSTILE, order: 'desc' } },
  { kind: 'statement', walletId: '41', query: { order: 'desc' } },
  { kind: 'statementCsv', walletId: '41', query: {} },
  { kind: 'statementReceipt', walletId: '41', seq: 2 },
  { kind: 'transactionReceipt', walletId: '41', TxID: TXID },
  { kind: 'csv', walletId: '41', query: { from: '2026-11-01T00:00:00+01:00', to: '2026-12-01T00:00:00Z' } },
];

/** The operations that are called otherwise than the actions. */
const OPERATIONS: Readonly<Record<string, string>> = {
  pay: 'doTransaction',
  csv: 'transactionsCsv',
  capture: 'captureTransaction',
  void: 'voidTransaction',
};

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What curl would send: its arguments as a shell makes them. */
function sentByCurl(commands: readonly string[]): Sent[] {
  const curl = `curl() { printf '%s\\0' "$@"; printf '\\1\\0'; }`;
  const env = { TOKEN: 'secret', PASSWORD, PATH: process.env.PATH ?? '' };
  const output = execFileSync('sh', ['-c', [curl, ...commands].join('\n')], { env, encoding: 'utf8' });
  return output
    .split('\u0001\0')
    .slice(0, -1)
    .map((words) => {
      const [url = '', ...options] = words.split('\0').slice(0, -1);
      const values = (flag: string) => options.filter((_, index) => options[index - 1] === flag);
      const headers = values('-H').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]);
      const [body] = values('-d');
      const [method = body === undefined ? 'GET' : 'POST'] = values('-X');
      expect(
        options.filter((_, index) => index % 2 === 0).every((flag) => ['-H', '-d', '-o', '-X'].includes(flag)),
      ).toBe(true);
      const { 'content-type': _type, ...others } = z.record(z.string(), z.string()).parse(Object.fromEntries(headers));
      return { method, url, headers: others, body: body && JSON.parse(body) };
    });
}

/** What the program sends first. */
async function sentByCode(program: string): Promise<Sent> {
  const sent: Sent[] = [];
  const fetch = async (request: Request) => {
    const text = await request.text();
    const names = ['authorization', 'idempotency-key'].filter((name) => request.headers.has(name));
    const headers = Object.fromEntries(names.map((name) => [name, request.headers.get(name) ?? '']));
    sent.push({ method: request.method, url: request.url, headers, body: text === '' ? undefined : JSON.parse(text) });
    return Response.json({ code: 'wallet_not_found' }, { status: 404 });
  };
  const { code } = transformSync(program, { loader: 'ts', format: 'esm' });
  const body = code.replace(/^import .*$/m, '');
  const run = new Function('createClient', 'process', 'console', `return (async () => {${body}})();`);
  const newKey = () => 'a key of the client';
  const own = (options: { baseUrl: string; token?: string }) => createClient({ ...options, fetch, newKey });
  const env = { TOKEN: 'secret', PASSWORD };
  await expect(run(own, { env, stdout: process.stdout }, { log: () => undefined })).rejects.toThrow('wallet_not_found');
  return sent[0] ?? { method: '', url: '', headers: {}, body: undefined };
}

const byCurl = sentByCurl(ACTIONS.map((action) => asCurl(action, `${BASE}/`)));
const cases = ACTIONS.map((action, index) => ({ action, sent: byCurl[index], name: `${index} ${action.kind}` }));

/** The route of the API that a request finds, and whether it takes its input. */
function routeOf({ method, url, body }: Sent): string | undefined {
  const { pathname, searchParams } = new URL(url);
  // As in API Gateway: of several routes, the one with the fewest parameters.
  const [route] = ORCHESTRATOR_ROUTES.filter(({ route: declared }) => {
    const [verb, path = ''] = declared.split(' ');
    return verb === method && new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(pathname);
  }).sort((a, b) => a.route.split('{').length - b.route.split('{').length);
  const { body: bodySchema, query } = route?.input.shape ?? {};
  const isGood = bodySchema?.safeParse(body).success !== false;
  return isGood && query?.safeParse(Object.fromEntries(searchParams)).success !== false
    ? route?.operationId
    : undefined;
}

describe('An action of the wallet', () => {
  it.each(cases.filter(({ action }) => !JSON.stringify(action).includes('echo')))(
    'as curl is a request that the API takes: $name',
    ({ action, sent }) => {
      const operation = OPERATIONS[action.kind] ?? action.kind;
      expect(sent && routeOf(sent)).toBe(operation);
    },
  );

  it.each(cases)('as curl and as code sends the same request: $name', async ({ action, sent }) => {
    const code = await sentByCode(asCode(action, `${BASE}/`));
    const withoutKey = ({ headers: { 'idempotency-key': key, ...headers }, ...rest }: Sent) => ({
      ...rest,
      headers,
      key,
    });
    const [ofCurl, ofCode] = [sent, code].map((one) => one && withoutKey(one));
    const searchOf = (url = '') => [...new URL(url).searchParams].filter(([name]) => name !== 'limit').sort();
    expect(searchOf(ofCode?.url)).toEqual(searchOf(ofCurl?.url));
    expect(new URL(ofCode?.url ?? '').pathname).toBe(new URL(ofCurl?.url ?? '').pathname);
    expect({ ...ofCode, url: '', key: '' }).toEqual({ ...ofCurl, url: '', key: '', body: canonical(ofCurl?.body) });
    if (action.kind === 'pay' && action.idempotencyKey) expect([ofCurl?.key, ofCode?.key]).toEqual(['key-1', 'key-1']);
  });

  it('shows neither token nor password, and no character that a person does not see', () => {
    for (const action of ACTIONS) {
      for (const text of [asCurl(action, BASE), asCode(action, BASE)]) {
        expect(text).not.toMatch(/secret|correct horse/);
        expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }
    }
  });

  it('reads like this', () => {
    expect(asCurl({ kind: 'pay', from: '41', payees: [{ to: '42', amount: '250' }], note: "Ann's rent" }, BASE)).toBe(
      `curl 'https://api.example/api/user/do_transaction' \\
  -H "authorization: Bearer $TOKEN" \\
  -H 'content-type: application/json' \\
  -d '{"from_id":"41","to_id":"42","amount":"250","note":"Ann'\\''s rent"}'`,
    );
    expect(asCurl({ kind: 'login', login: 'ann' }, BASE)).toBe(
      `curl 'https://api.example/auth/login' \\
  -H 'content-type: application/json' \\
  -d '{"login":"ann","password":"'"$PASSWORD"'"}'`,
    );
    expect(asCode({ kind: 'pay', from: '41', payees: [{ to: '42', amount: '250' }], note: "Ann's rent" }, BASE)).toBe(
      `import { createClient } from 'mib/client';

const client = createClient({ baseUrl: 'https://api.example', token: process.env.TOKEN });

const { TxID, status, note } = await client.pay({
  from: '41',
  to: '42',
  amount: 250n,
  note: 'Ann\\'s rent',
});
console.log(TxID, status, note);`,
    );
    expect(asCurl({ kind: 'pay', from: '41', payees: SPLIT }, BASE)).toContain(
      `-d '{"from_id":"41","to":[{"to_id":"42","amount":"30"},{"to_id":"43","amount":"020"}]}'`,
    );
    expect(asCode({ kind: 'pay', from: '41', payees: SPLIT }, BASE)).toContain(`
  from: '41',
  to: [
    { to_id: '42', amount: 30n },
    { to_id: '43', amount: 20n },
  ],
});`);
  });
});

/** A body as the client writes it: an amount has no zeros in front. */
function canonical(body: unknown): unknown {
  return body && JSON.parse(JSON.stringify(body).replaceAll(/"amount":"0+(?=\d+")/g, '"amount":"'));
}
