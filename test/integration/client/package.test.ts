import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';
import { type Consumer, consumer, exampleProgram, PACKAGES } from './consumer.ts';

const PROJECT = path.resolve(__dirname, '../../..');
const TSC = path.join(PROJECT, 'node_modules/typescript7/bin/tsc');
const TYPES_OF_NODE = ['--types', 'node', '--typeRoots', path.join(PROJECT, 'node_modules/@types')];
const STRICT = ['--strict', '--exactOptionalPropertyTypes', '--noEmit', '--target', 'es2022'];
const LIST = "import * as client from 'mib/client'; console.log(Object.keys(client).join(' '))";
const EXPORTS = 'MibClient MibProblem MibTimeout MibUnreachable createClient\n';

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

describe.each(PACKAGES)('The package of %s', (what) => {
  let project: Consumer;
  beforeAll(() => {
    project = consumer(what);
  }, 60_000);
  afterAll(() => project.remove());

  it('can be imported without other packages', () => {
    expect(project.run(['--input-type=module', '--eval', LIST])).toBe(EXPORTS);
  });

  it('has types that accept the example program and refuse an unknown field', () => {
    const wrong = '// @ts-expect-error: it is balance\n(await ann.balance(purse)).ballance;\n';
    project.write('pay.mts', `${exampleProgram()}${wrong}`);
    project.run([TSC, ...STRICT, '--module', 'nodenext', ...TYPES_OF_NODE, 'pay.mts']);
  }, 60_000);

  if (what === 'the whole project') {
    it('has the same name in the repository itself', () => {
      const args = ['--input-type=module', '--eval', LIST];
      expect(execFileSync(process.execPath, args, { cwd: PROJECT, encoding: 'utf8' })).toBe(EXPORTS);
    });
    return;
  }

  it('needs no type and no module of Node, so it works in browsers', async () => {
    project.write('page.ts', PAGE);
    const options = ['--module', 'esnext', '--moduleResolution', 'bundler', '--lib', 'es2022,dom'];
    project.run([TSC, ...STRICT, ...options, 'page.ts']);
    const entryPoints = [path.join(project.folder, 'page.ts')];
    // Fails if the client imports a module of Node.
    const { outputFiles } = await build({ entryPoints, bundle: true, minify: true, write: false, platform: 'browser' });
    expect(outputFiles[0]?.contents.byteLength).toBeLessThan(20_000);
  }, 60_000);
});
