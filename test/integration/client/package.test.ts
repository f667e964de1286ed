import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';
import { PROJECT } from '../../../lib/local/processes/project.ts';
import { type Consumer, consumer, exampleProgram, PACKAGES } from './consumer.ts';

const TSC = path.join(PROJECT, 'node_modules/typescript7/bin/tsc');
const TYPES_OF_NODE = ['--types', 'node', '--typeRoots', path.join(PROJECT, 'node_modules/@types')];
// The declarations of the package are checked, those of the language are not.
const STRICT = ['--strict', '--exactOptionalPropertyTypes', '--skipDefaultLibCheck', '--noEmit', '--target', 'es2022'];
const LIST = "import * as client from 'mib/client'; console.log(Object.keys(client).join(' '))";
const EXPORTS =
  'MibAmountInvalid MibClient MibInvalid MibProblem MibTimeout MibUnreachable MibUnsupported createClient formatAmount newKey parseAmount verifyEntries verifyInclusion verifyReceipt verifyRoot withFee\n';

const PAGE = `
import { createClient, type Order, type Transaction, type TransferRequest } from 'mib/client';
const client = createClient({ baseUrl: location.origin, token: sessionStorage.getItem('token') ?? undefined });
export async function show(list: HTMLUListElement): Promise<void> {
  for await (const { amount, status } of client.transactions('41')) list.append(amount, status);
  const { data } = await client.routes.GET('/api/user/transactions/{id}', { params: { path: { id: '41' } } });
  const first: Transaction | undefined = data?.[0];
  list.append(first?.TxID ?? '');
}
// The name of TransferRequest before.
export const order = (request: TransferRequest): Order => request;`;

/** Both forms of a transfer, and what is neither. */
const FORMS = `
const to = [{ to_id: savings, amount: 5n }, { to_id: '0', amount: '5' }];
const { TxID } = await ann.transfer({ from: purse, to, reference: 'dinner' });
const again = (await ann.transaction(purse, TxID)).to ?? [];
await ann.transfer({ from: purse, to: again });
// @ts-expect-error: each payee has its amount
await ann.transfer({ from: purse, to, amount: 10n });
// @ts-expect-error: one payee has an amount
await ann.transfer({ from: purse, to: savings });
// @ts-expect-error: an amount is no number
await ann.transfer({ from: purse, to: [{ to_id: savings, amount: 5 }] });
// @ts-expect-error: a payee has a wallet
await ann.transfer({ from: purse, to: [{ amount: 5n }] });
`;

const RECEIVER = `
import { verifyWebhook } from 'mib/webhooks';
export async function receive(request: Request, secret: string): Promise<string> {
  const { id, type, data } = await verifyWebhook({ headers: request.headers, body: await request.text() }, secret);
  return id + type + Object.keys(data).join();
}`;

/** A project with the client alone, and one with the whole project. */
let alone: Consumer;
let whole: Consumer;
beforeAll(() => {
  whole = consumer('the whole project');
  alone = consumer('the client alone');
}, 60_000);
afterAll(() => {
  whole.remove();
  alone.remove();
});

describe.each(PACKAGES)('the package of %s', (what) => {
  it('can be imported without other packages', () => {
    const project = what === 'the whole project' ? whole : alone;
    expect(project.run(['--input-type=module', '--eval', LIST])).toBe(EXPORTS);
    const ofReceivers = LIST.replace('mib/client', 'mib/webhooks');
    expect(project.run(['--input-type=module', '--eval', ofReceivers])).toBe('MibWebhookInvalid verifyWebhook\n');
  });
});

describe('the types of both packages', () => {
  it('accept the example program and both forms of a transfer, and refuse what is neither', () => {
    const wrong = `// @ts-expect-error: it is balance\n(await ann.balance(purse)).ballance;\n${FORMS}`;
    const programs = [alone, whole].map((project) => {
      project.write('pay.mts', `${exampleProgram()}${wrong}`);
      return path.join(project.folder, 'pay.mts');
    });
    // Each program finds the package of its own project.
    alone.run([TSC, ...STRICT, '--module', 'nodenext', ...TYPES_OF_NODE, ...programs]);
  }, 60_000);
});

describe('the package of the client alone', () => {
  it('needs no type and no module of Node, so it works in browsers', async () => {
    alone.write('page.ts', PAGE);
    const options = ['--module', 'esnext', '--moduleResolution', 'bundler', '--lib', 'es2022,dom'];
    alone.run([TSC, ...STRICT, ...options, 'page.ts']);
    const entryPoints = [path.join(alone.folder, 'page.ts')];
    // Fails if the client imports a module of Node.
    const { outputFiles } = await build({ entryPoints, bundle: true, minify: true, write: false, platform: 'browser' });
    expect(outputFiles[0]?.contents.byteLength).toBeLessThan(40_000);
    // What receivers of webhooks need is in a module of its own, and not in pages.
    expect(outputFiles[0]?.text).not.toContain('webhook-');
    alone.write('receiver.ts', RECEIVER);
    alone.run([TSC, ...STRICT, ...options, 'receiver.ts']);
  }, 60_000);
});

describe('the repository', () => {
  it('has the client under the same name as its package', () => {
    const args = ['--input-type=module', '--eval', LIST];
    expect(execFileSync(process.execPath, args, { cwd: PROJECT, encoding: 'utf8' })).toBe(EXPORTS);
  });
});
