import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import * as z from 'zod';
import { NODE_COMPILE_CACHE } from '../../../lib/local/processes/project.ts';
import { blocks, blockWith } from '../../project/markdown.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { type Listening, listening as listeningOn } from '../../support/environment/listening.ts';
import { listen } from '../../support/in-process/gateway.ts';
import { type InProcessWorld, startInProcess } from '../../support/in-process/in-process-world.ts';
import { runOperator } from '../../support/in-process/operator.ts';
import { when as whenSteps } from '../../support/steps/when.ts';

const ROOT = path.resolve(__dirname, '../../..');
const EXAMPLE = blockWith('README.md', 'sh', 'gift=');
const EXPORT = blockWith('docs/api.md', 'sh', 'wallet-41.csv');
const BATCH = blockWith('docs/api.md', 'sh', 'batch=');
const KEY = blockWith('docs/api.md', 'sh', 'max_per_day');
const SHARE = blockWith('docs/api.md', 'sh', 'shared_wallets');
const REFUND = blockWith('docs/payments.md', 'sh', 'received=');
const PAY_FILE = blockWith('docs/payments.md', 'sh', 'staff.csv');
const SCHEDULE = blockWith('docs/payments.md', 'sh', 'schedule=');
const HELD = ['room=', '/capture"', 'table='].map((words) => blockWith('docs/payments.md', 'sh', words)).join('\n');
const APPROVALS = blockWith('docs/payments.md', 'sh', 'rule=');
const LIMITS = blockWith('docs/payments.md', 'sh', 'limits=');
const FREEZE = blockWith('docs/operations.md', 'sh', 'wallets freeze');
const CLOSE = blockWith('docs/payments.md', 'sh', '/close');
const LABELS = blockWith('docs/api.md', 'sh', 'labels=');
const CURRENCIES = blockWith('docs/payments.md', 'sh', '/api/currencies');
const RESET = blockWith('docs/operations.md', 'sh', '/auth/reset');
/** What a browser has of passkeys, with an authenticator in software. */
const BROWSER = `import { Authenticator } from './test/support/steps/authenticator.ts';
const authenticator = new Authenticator();
const answered = (json) => ({ toJSON: () => json });
globalThis.PublicKeyCredential = { parseCreationOptionsFromJSON: (it) => it, parseRequestOptionsFromJSON: (it) => it };
Object.defineProperty(navigator, 'credentials', {
  value: {
    create: async ({ publicKey }) => answered(authenticator.register(publicKey)),
    get: async ({ publicKey }) => answered(authenticator.sign(publicKey)),
  },
});`;

/**
 * Does what `npm run` does with these two scripts. This process runs the program, without the start
 * of npm and Node: it takes the arguments, one a line, and returns what the program prints.
 */
const NPM = `npm() {
  shift; [ "$1" = -s ] && shift; script=$1; shift; [ "$1" = -- ] && shift
  case $script in audit) set -- audit "$@";; operator) ;; *) exit 1;; esac
  printf '%s\\n' "$@" | curl -sSf --data-binary @- "$OPERATOR"
}`;

/** Waits until no transfer of Ann's wallet is in flight. */
const FINAL = `until ! curl -sSf $api/api/user/transactions/41/csv -H "authorization: Bearer $ann" | grep -q 'PENDING\\|PROCESSING'; do sleep 0.1; done`;

let world: InProcessWorld;
let listening: Listening;
let operator: Listening;
let folder: string;
/**
 * What each block printed, by its name. The blocks run one after another, in the order of the
 * pages.
 */
let printed: ReadonlyMap<string, readonly string[]>;
const when = whenSteps(() => world);

beforeAll(async () => {
  world = await startInProcess();
  listening = await listen(world.gateway);
  operator = await listeningOn(operatorServer());
  folder = await mkdtemp(path.join(tmpdir(), 'mib-'));
  await mkdir(path.join(folder, '.mib'));
  await writeFile(path.join(folder, '.mib/treasury-password'), `${world.treasury.password}\n`);
  await writeFile(path.join(folder, 'program.mjs'), [BROWSER, ...blocks('docs/client.md', 'js')].join('\n'));
  await writeFile(
    path.join(folder, 'receipts.mjs'),
    `${blocks('docs/receipts.md', 'js').join('\n')}\nconsole.log(await isInBooks(2));`,
  );
  await writeFile(path.join(folder, 'fee.mjs'), blockWith('docs/payments.md', 'js', 'withFee'));
  printed = await paste({
    example: EXAMPLE,
    'example again': EXAMPLE,
    'getting started': blocks('docs/getting-started.md', 'sh')
      .filter((lines) => !lines.startsWith('npm '))
      .join('\n'),
    refund: `${REFUND}\necho`,
    commands: `cd "$ROOT"\n${NPM}\n${blockWith('docs/cli.md', 'sh', 'npm run audit')}`,
    // It does not close a wallet with money.
    'operator freezes': `${NPM}\n${FREEZE.replace(/^.* close .*$/m, '')}`,
    // The program imports mib/client from the real path of its file.
    'example program': `ln -s "$ROOT/docs" "$OLDPWD/docs"; cd "$OLDPWD"\n${blockWith('docs/client.md', 'sh', 'pay.mjs')}\ncd "$OLDPWD"`,
    client: 'node --input-type=module -e "$(cat "$OLDPWD/program.mjs")"',
    fee: 'node --input-type=module -e "$(cat "$OLDPWD/fee.mjs")"',
    back: 'cd "$OLDPWD"',
    batch: `${BATCH}\necho\n${FINAL}`,
    'pay file': `npm() { shift 4; node "$ROOT/lib/cli/pay-file/cli.ts" "$@"; }\n${PAY_FILE}\nunset -f npm`,
    held: HELD,
    key: KEY,
    share: `${SHARE.replace('\n#', '\necho\n#')}\necho`,
    labels: `${LABELS}\necho`,
    currencies: `${CURRENCIES.replace('\n', '\necho\n')}\necho`,
    schedule: `${SCHEDULE.replaceAll('curl -sS -X', 'echo; curl -sS -X')}\necho`,
    limits: `${LIMITS.replaceAll('\ncurl', '\necho\ncurl')}\necho`,
    close: `${CLOSE}\necho`,
    // From then on Ann's larger payments wait.
    approvals: `${APPROVALS.replace('\nlarge=', '\necho\nlarge=')}\necho`,
    export: EXPORT,
    'export in parts': `cp wallet-41.csv whole.csv\n${EXPORT.replace('/csv\n', '/csv?limit=1\n')}`,
    token: 'echo "$ann"',
  });
  // The audit keeps a root every hour, and an entry follows its posting.
  const ann = { token: printed.get('token')?.join('\n') ?? '' };
  await eventually(async () => (await when.statementReceipt(ann, '41', '2')).status === 200);
  await world.invoke('audit', {});
  const receipts = 'cd "$ROOT"\nnode --input-type=module -e "$(cat "$OLDPWD/receipts.mjs")"';
  printed = new Map([...printed, ...(await paste({ receipts }))]);
}, 120_000);
afterAll(async () => {
  await Promise.all([listening.stop(), operator.stop()]);
  await world.stop();
  await rm(folder, { recursive: true });
});

/** Runs the operators' program for each request. The status is 200 if the program exits with 0. */
function operatorServer(): Server {
  return createServer(async (request, response) => {
    const argv = (await text(request)).trimEnd().split('\n');
    const { code, out } = await runOperator(argv, await world.operatorEnvironment());
    response.writeHead(code === 0 ? 200 : 500).end(out);
  });
}

/**
 * Runs shell lines in one shell, on the API of this process.
 * @returns the lines that each block prints
 */
async function paste(lines: Readonly<Record<string, string>>): Promise<Map<string, string[]>> {
  const script = Object.entries(lines).map(([name, block]) => `echo "=== ${name}"\n${block}`);
  const env = {
    ...process.env,
    ...(await world.operatorEnvironment()),
    ROOT,
    OPERATOR: operator.url,
    MIB_URL: listening.url,
    NODE_COMPILE_CACHE,
  };
  const pasted = script.join('\n').replaceAll('http://localhost:8080', listening.url);
  const { stdout } = await promisify(execFile)('sh', ['-ec', pasted], { cwd: folder, env });
  const parts = stdout.split(/^=== /m).slice(1);
  return new Map(parts.map((part) => part.trimEnd().split('\n')).map(([name = '', ...rest]) => [name, rest]));
}

const linesOf = (name: string) => printed.get(name) ?? [];
const textOf = (name: string) => linesOf(name).join('\n');
const read = (name: string) => readFile(path.join(folder, name), 'utf8');

describe('the example of README.md', () => {
  it.each([
    ['example', '30'],
    ['example again', '60'],
  ])('shows money arriving, run as: %s', (name, received) => {
    expect(JSON.parse(linesOf(name).at(-1) ?? '')).toMatchObject({ wallet_id: '42', balance: received });
    expect(textOf(name)).not.toMatch(/INVALID|FAILED|"code"/);
  });

  it('prints the lines that the page shows, but for what it leaves out', () => {
    const shown = blockWith('README.md', 'text', '"CREATING"').trim().split('\n');
    // Times and the ids that begin with one are those of another day.
    const timeless = shown.map((line) => line.replaceAll(/"(01K|2026-)…"/g, '"…"'));
    const patterns = timeless.map((line) => line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('…', '.*'));
    expect(linesOf('example')).toEqual(patterns.map((pattern) => expect.stringMatching(`^${pattern}$`)));
  });
});

describe('the lines of docs/getting-started.md', () => {
  it('print what the page shows, after the example', () => {
    const [dear, first, again, rent, found, past] = linesOf('getting started').map((line): unknown => JSON.parse(line));
    expect(dear).toMatchObject({ status: 'INVALID', note: 'not enough funds in the wallet' });
    expect(again).toMatchObject({ TxID: Object(first).TxID });
    expect(rent).toMatchObject({ reference: 'rent', status: 'SUCCESSFUL', timeline: expect.any(Array) });
    expect(found).toEqual([expect.objectContaining({ reference: 'rent' })]);
    expect(past).toMatchObject({ wallet_id: '41', as_of: expect.any(String) });
  });
});

describe('the refund of docs/payments.md', () => {
  it('gives back a part of what the wallet received last', () => {
    expect(JSON.parse(textOf('refund'))).toMatchObject({
      wallet_id: '42',
      to_id: '41',
      amount: '-1',
      status: 'SUCCESSFUL',
      refund_of: expect.any(String),
    });
  });
});

describe('the scheduled transfer of docs/payments.md', () => {
  it('is made, changed and cancelled', () => {
    const [changed, cancelled] = linesOf('schedule')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    expect(changed).toMatchObject({ amount: '6', status: 'ACTIVE', payments_left: 12 });
    expect(cancelled).toMatchObject({ amount: '6', status: 'CANCELLED', repeat: { rrule: 'FREQ=MONTHLY;COUNT=12' } });
  });
});

describe('the commands of docs/cli.md', () => {
  it('audit the books, list, show and redrive the example’s transfer, and show its wallet', () => {
    expect(textOf('commands')).toContain('the books balance');
    expect(textOf('commands')).toContain('"balanced": true');
    expect(textOf('commands')).toMatch(/: 30 from 41 to 42, SUCCESSFUL/);
    expect(textOf('commands')).toMatch(/Z {2}debit of wallet 41 held on shard 1\n/);
    expect(textOf('commands')).toMatch(/^started the workflow of transfer \w{26}$/m);
    expect(textOf('commands')).toMatch(/^wallet 41 on shard 1: ACTIVE/m);
  });

  it('issue money once, retire it, and show the limits and what waits', () => {
    const text = textOf('commands');
    expect(text).toMatch(/^issue 7, wallet 41: transfer (\w{26}) SUCCESSFUL \(transaction completed\)\n/m);
    expect(text).toMatch(/^issue 7, wallet 41: transfer \w{26}, which was ordered before SUCCESSFUL/m);
    expect(text).toContain('nothing was done twice. To do it once more, give another --key');
    expect(text).toMatch(/^retire 7, wallet 41: transfer \w{26} SUCCESSFUL/m);
    expect(text).toMatch(/^2\d{3}-\d\d-\d\d, XXX: 7 of 999999999999999999 is issued$/m);
    expect(text).toMatch(/^nothing waits for a second operator$/m);
  });

  it('spread what a wallet receives over stripes, show what each has, end it, and verify the one statement', () => {
    const text = textOf('commands');
    expect(text).toMatch(/^wallet 41 has 4 stripes: new payments use all of them$/m);
    expect(text).toMatch(
      /^ {2}4 stripes: new payments use all of them\n {2}own item {3}has \d+\n {2}stripe 1 {3}has \d/m,
    );
    expect(text).toMatch(/^ {2}stripe [1-4] {3}has 3$/m);
    expect(text).toMatch(/^wallet 41 has 4 stripes: new payments use none of them$/m);
    expect(text).not.toMatch(/broken|behind|differs/);
  });
});

describe('the programs of docs/client.md', () => {
  it('run as docs/examples/pay.mjs by the command of the page', () => {
    expect(linesOf('example program')).toEqual(expect.arrayContaining(['funded: SUCCESSFUL', 'left: 750n']));
  });

  it('move money, pay many, hold, split and schedule it, name a wallet, freeze it, follow a transfer, read pages, see a session end, and log in with a second factor and a passkey', () => {
    const isEntry = (line: string) => /^\d+ [-+]?\d+ -?\d+$/.test(line);
    const entries = linesOf('client').filter(isEntry);
    const [balance, paid, progress, ben, eve, held, split, plan, named, order, money, stopped, free, ...rest] = linesOf(
      'client',
    ).filter((line) => !isEntry(line));
    expect(entries.map((line) => Number(line.split(' ')[0]))).toEqual(entries.map((_, n) => n + 1));
    expect(entries.length).toBeGreaterThan(1);
    const followed = rest.slice(0, -6);
    expect(balance).toMatch(/^SUCCESSFUL \d+n$/);
    expect(paid).toBe('SUCCESSFUL true');
    expect([progress, ben, eve]).toEqual([
      '2 of 2 accepted',
      'salary-11-ben SUCCESSFUL',
      'salary-11-eve wallet_not_found',
    ]);
    expect(held).toBe('authorised +3 -4 3');
    expect(split).toBe('-3 2');
    expect(plan).toBe('6 CANCELLED');
    expect([named, order]).toEqual(["Household { branch: 'north' }", '6735']);
    expect(money).toBe('€12.50 1250');
    expect([stopped, free]).toEqual(['INVALID the wallet is frozen', 'null null']);
    expect(followed.at(-1)).toMatch(/^SUCCESSFUL after \d+ events$/);
    expect(new Set(followed).size).toBe(followed.length);
    expect(rest.slice(-6)).toEqual([
      'true 1 true',
      'The session ends in 15 minutes.',
      'Log in again.',
      'unauthenticated undefined',
      '9 recovery codes are left.',
      'My phone has logged in.',
    ]);
  });
});

describe('the program of docs/payments.md', () => {
  it('splits a payment between a seller and a platform, and both give it back', () => {
    expect(textOf('fee').replaceAll(/\s+/g, ' ')).toBe(
      "SUCCESSFUL [ { to_id: '42', amount: '12' }, { to_id: '43', amount: '1' } ] 13",
    );
  });
});

describe('the programs of docs/receipts.md', () => {
  it('verify a receipt by the client and by jose, a run of entries, and a root', () => {
    expect(linesOf('receipts')).toEqual([
      expect.stringMatching(/^mib-local entry 2 -30 \d+$/),
      expect.stringMatching(/^entry -30 \d{4}-.*Z$/),
      'the last is that of the receipt: true',
      expect.stringMatching(/^entry 2 is one of the books of \d{4}-.*Z, with [1-9]\d* wallets$/),
    ]);
  });
});

describe('the batch of docs/api.md', () => {
  it('pays from Ann’s wallet, and has an error for a wallet that is not Ann’s', () => {
    const [paid, refused] = JSON.parse(textOf('batch')).results;
    expect(paid).toEqual({ idempotency_key: 'salaries-11-ben', TxID: expect.any(String), status: 'PENDING' });
    expect(refused).toEqual({
      idempotency_key: 'salaries-11-eve',
      error: { code: 'wallet_not_found', message: 'You have no such wallet.' },
    });
  });
});

describe('the file of payments of docs/payments.md', () => {
  it('is checked, paid and has its result', () => {
    const lines = linesOf('pay file');
    expect(lines.slice(0, 3)).toEqual([
      '2 payments from 41, 3 in all',
      'dry run: nothing was paid',
      '2 payments from 41, 3 in all',
    ]);
    expect(lines).toContain('2 SUCCESSFUL');
    expect(lines.at(-1)).toMatch(
      /^3,41,42,2,XXX,2,11\/ben,"Bonus, November",file-[0-9a-f]{40},\w{26},SUCCESSFUL,transaction completed/,
    );
  });
});

describe('the held payments of docs/payments.md', () => {
  it('hold money, capture a part, and give back what is voided', () => {
    const [authorised, balance, holds, capture, captured, again, voiding, voided] = linesOf('held').map(
      (line): unknown => JSON.parse(line),
    );
    expect(authorised).toMatchObject({ status: 'PROCESSING', note: 'authorised', amount: '-20' });
    expect(balance).toMatchObject({ reserved: '20' });
    expect(holds).toEqual([expect.objectContaining({ amount: '+20', status: 'authorised' })]);
    expect(capture).toMatchObject({ TxID: Object(authorised).TxID });
    expect(captured).toMatchObject({ status: 'SUCCESSFUL', amount: '-20', captured: '15' });
    expect(again).toMatchObject({ note: 'authorised', amount: '-10' });
    expect(voiding).toMatchObject({ TxID: Object(again).TxID });
    expect(voided).toMatchObject({ status: 'FAILED', note: 'voided by the payee' });
  });
});

describe('the key of docs/api.md', () => {
  it('reads and pays from its wallet, up to its sum of the day, and does nothing else', () => {
    const [made, balance, paid, tooMuch, foreign] = linesOf('key').map((line): unknown => JSON.parse(line));
    expect(made).toMatchObject({ name: 'The shop', status: 'active', key: expect.stringMatching(/^mib_key_/) });
    expect(balance).toMatchObject({ wallet_id: '41' });
    expect(paid).toMatchObject({ status: 'PENDING' });
    const { detail } = z.object({ detail: z.string() }).parse(tooMuch);
    expect([tooMuch, blockWith('docs/api.md', 'sh', 'max_per_day')]).toEqual([
      expect.objectContaining({ status: 422, code: 'spending_limit_exceeded' }),
      expect.stringContaining(detail),
    ]);
    expect(foreign).toMatchObject({ status: 403, code: 'key_scope', detail: 'This key does not read wallet 42.' });
  });
});

describe('the shared wallet of docs/api.md', () => {
  it('is in the list of its member, who pays from it up to a sum', () => {
    const [member, shared, tooMuch] = linesOf('share').map((line): unknown => JSON.parse(line));
    expect(member).toMatchObject({ login: 'bob', max_per_day: '25' });
    expect(shared).toEqual([
      expect.objectContaining({
        wallet_id: '41',
        shared: { owner_id: expect.any(String), owner_login: 'ann', max_per_day: '25' },
      }),
    ]);
    expect(tooMuch).toMatchObject({ code: 'spending_limit_exceeded' });
  });
});

describe('the approval of docs/payments.md', () => {
  it('makes a payment wait, which its approver approves', () => {
    const [rule, waiting, approved] = linesOf('approvals').map((line): unknown => JSON.parse(line));
    expect(rule).toMatchObject({ approval_above: '5', change: null });
    expect(waiting).toMatchObject({ status: 'PROCESSING', note: 'waiting for approval', amount: '-6' });
    expect(approved).toMatchObject({ status: 'SUCCESSFUL', approval: { state: 'approved' } });
  });
});

describe('the change of a wallet in docs/api.md', () => {
  it('names it, sets what the patch names, and leaves the rest', () => {
    const { name, metadata } = JSON.parse(textOf('labels'));
    expect({ name, metadata }).toEqual({ name: 'Household', metadata: { branch: 'north', customer: 'c-118' } });
  });
});

describe('the requests of docs/payments.md', () => {
  it('list the currencies, and create a wallet in one of them', () => {
    const [listed, created] = linesOf('currencies').map((line): unknown => JSON.parse(line));
    expect(listed).toEqual({ default: 'XXX', currencies: [{ currency: 'XXX', digits: 0 }] });
    expect(created).toMatchObject({ wallet_id: '4711', currency: 'XXX' });
  });
});

describe('the commands of docs/operations.md that freeze a wallet', () => {
  it('freeze, show, limit and free it', () => {
    const shown = /^ {2}debits frozen by an operator at \S+Z: case 7: card stolen$/m;
    expect(textOf('operator freezes')).toMatch(shown);
    expect(textOf('operator freezes')).toMatch(/^ {2}at most 1000 a day, set by an operator, \d+ left today$/m);
    expect(linesOf('operator freezes').at(-1)).toBe('wallet 41');
  });
});

describe('the freezes and limits of docs/payments.md', () => {
  it('are set, and a wallet with money is not closed', () => {
    const { frozen, limits_by, ...limits } = JSON.parse(textOf('limits').split('\n').at(-1) ?? '');
    expect({ frozen, limits_by }).toEqual({ frozen: null, limits_by: 'owner' });
    expect(limits).toMatchObject({ max_per_day: '2000', max_payment: '500', minimum_balance: '1' });
    expect(JSON.parse(textOf('close'))).toMatchObject({ code: 'wallet_not_empty' });
  });
});

describe('the export of docs/api.md', () => {
  it('writes the same whole file, in one page or in several', async () => {
    const { text } = await when.csv({ token: textOf('token') }, '41');
    expect(text.trimEnd().split('\n').length).toBeGreaterThan(4);
    for (const file of ['whole.csv', 'wallet-41.csv']) expect(await read(file)).toBe(text);
    expect(await read('headers.txt')).not.toMatch(/^link:/i);
  });
});

describe('the commands of docs/operations.md for a forgotten password', () => {
  it('set one that lets the user log in', async () => {
    const helpers = EXAMPLE.slice(0, EXAMPLE.indexOf('treasury='));
    const login = `cd "$ROOT"\n${NPM}\n${RESET}\ncd "$OLDPWD"\n${helpers}session login ann 'nineteen calm otters'`;
    const [status, token] = (await paste({ login })).get('login') ?? [];
    expect(status).toBe('204');
    expect(token).toMatch(/^ey/);
  });
});
