import { readFileSync } from 'node:fs';
import path from 'node:path';
import { filesBelow } from '../files-below.ts';
import { LOCAL_MAY_IMPORT, MAY_IMPORT } from './may-import.ts';
import { type Import, importsOf, reachableFrom, specifiersIn } from './source-imports.ts';

/** Who may import a package. Node's own modules and zod are for everybody. */
const PACKAGES: Record<string, readonly string[]> = {
  '@aws-sdk/': ['lib/store', 'lib/remote', 'lib/cli/deploy', 'lib/stack'],
  '@aws-lambda-powertools/': ['lib/observability'],
  'zod-openapi': ['lib/api'],
  'openapi-fetch': ['lib/client'],
  'openapi-typescript': ['lib/client/build'],
  esbuild: ['lib/client/build', 'lib/web/build'],
  typescript: ['lib/client/build'],
  '@middy/': ['lib/lambda'],
  'aws-lambda': ['lib/lambda'],
  jose: ['lib/auth'],
  otpauth: ['lib/auth'],
  '@simplewebauthn/server': ['lib/auth'],
  standardwebhooks: ['lib/auth'],
  'csv-stringify': ['lib/lambda'],
  'csv-parse': ['lib/payment-file'],
  aws4: ['lib/remote'],
  bcryptjs: ['lib/auth'],
  'rrule-temporal': ['lib/domain'],
  ulid: ['lib/domain', 'functions/orchestrator', 'functions/schedule', 'lib/cli/operator', 'lib/cli/deploy'],
  commander: [
    'lib/cli/operator',
    'lib/cli/deploy',
    'lib/cli/pay-file',
    'lib/client/build',
    'lib/web/build',
    'lib/stack',
    'lib/unicode',
    'lib/auth',
  ],
  yaml: ['lib/stack'],
  'cli-table3': ['lib/cli/operator'],
  preact: ['lib/web/ui', 'lib/web/wallet', 'lib/web/console'],
  '@preact/signals': ['lib/web/ui', 'lib/web/wallet', 'lib/web/console'],
  uplot: ['lib/web/ui', 'lib/web/wallet'],
  uqr: ['lib/web/ui'],
  '@dagrejs/dagre': ['lib/web/ui'],
};

/**
 * The innermost folder of a file that the tables have, or else the folder of lib or functions that
 * it is in.
 */
const folderOf = (file: string) => {
  const folders = Object.keys({ ...MAY_IMPORT, ...LOCAL_MAY_IMPORT }).filter((folder) => file.startsWith(`${folder}/`));
  return folders.sort((a, b) => b.length - a.length)[0] ?? file.split('/').slice(0, 2).join('/');
};
const written = ({ file, target }: Import) => `${file} imports ${target}`;

const deployed = [...filesBelow('functions'), ...filesBelow('lib')].filter(
  (file) => !file.startsWith('lib/local/') && /\.(ts|tsx|cjs|mjs|yml)$/.test(file),
);
const imports = deployed.flatMap(importsOf);
const ofProject = ({ target }: Import) => /^(lib|functions|test)\//.test(target);
const inside = imports.filter(ofProject);
const insideLocal = filesBelow('lib/local').flatMap(importsOf).filter(ofProject);
const packages = imports.filter(({ target }) => !/^(lib|functions|test|node:)/.test(target) && target !== 'zod');

/** The imports of a folder that its row does not allow. */
function notAllowed(found: readonly Import[], folder: string, allowed: readonly string[]): string[] {
  const wrong = found.filter(
    ({ file, target }) => folderOf(file) === folder && ![folder, ...allowed].includes(folderOf(target)),
  );
  return wrong.map(written);
}

/** Fails if a folder of the table leads back to itself. */
function expectNoCycle(table: Readonly<Record<string, readonly string[]>>): void {
  const visit = (folder: string, path: readonly string[]): void => {
    expect(path).not.toContain(folder);
    for (const next of table[folder] ?? []) visit(next, [...path, folder]);
  };
  for (const folder of Object.keys(table)) visit(folder, []);
}

const onlyHashes = (file: string) =>
  /^import \{ (createHash|hash) \} from 'node:crypto';$/m.test(
    readFileSync(path.resolve(__dirname, '../../..', file), 'utf8'),
  );

describe('the direction of imports', () => {
  it('is known for every folder that deploys', () => {
    expect([...new Set(deployed.map(folderOf))].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
  });

  it.each(Object.entries(MAY_IMPORT))('keeps %s to itself and to %j', (folder, allowed) => {
    expect(notAllowed(inside, folder, allowed)).toEqual([]);
  });

  it('goes round in no circle between folders', () => {
    expectNoCycle(MAY_IMPORT);
  });

  it('leads to a package only from the folder that is for it', () => {
    const wrong = packages.filter(({ file, target }) => {
      const [, folders = []] = Object.entries(PACKAGES).find(([name]) => target.startsWith(name)) ?? [];
      return !folders.includes(folderOf(file));
    });
    expect(wrong.map(written)).toEqual([]);
  });

  it('of the rules leads to no input or output at all', () => {
    const ofNode = imports.filter(({ file, target }) => folderOf(file) === 'lib/domain' && target.startsWith('node:'));
    // A hash is a function of its input alone.
    const wrong = ofNode.filter(({ file, target }) => target !== 'node:crypto' || !onlyHashes(file));
    expect(wrong.map(written)).toEqual([]);
  });

  it('is between files: no function imports another', () => {
    const wrong = inside.filter(({ target }) => target.startsWith('functions/'));
    expect(wrong.map(written)).toEqual([]);
  });

  it('of what is bundled with a function leads to the small half of zod', () => {
    const ofZod = reachableFrom(filesBelow('functions'))
      .flatMap(importsOf)
      .filter(({ target }) => target === 'zod');
    const wrong = ofZod.filter(({ specifier }) => !['zod/mini', 'zod/locales'].includes(specifier));
    expect(wrong.map(({ file, specifier }) => `${file} imports ${specifier}`)).toEqual([]);
  });

  it('of the client leads to nothing that a browser lacks', () => {
    const wrong = imports.filter(({ file, target }) => folderOf(file) === 'lib/client' && /^(node:|zod$)/.test(target));
    expect(wrong.map(written)).toEqual([]);
  });

  it('is known for every folder of the local stack', () => {
    const folders = new Set(filesBelow('lib/local').map((file) => path.dirname(file)));
    expect([...folders].sort()).toEqual(Object.keys(LOCAL_MAY_IMPORT).sort());
  });

  it.each(Object.entries(LOCAL_MAY_IMPORT))('is, for %s, only into itself and %j', (folder, allowed) => {
    expect(notAllowed(insideLocal, folder, allowed)).toEqual([]);
  });

  it('has no cycle between folders of the local stack', () => {
    expectNoCycle(LOCAL_MAY_IMPORT);
  });

  it('never leads from what deploys into the local stack', () => {
    const wrong = inside.filter(({ target }) => target.startsWith('lib/local/'));
    expect(wrong.map(written)).toEqual([]);
  });

  it('of the local stack leads to no function and no test: it runs them as they are deployed', () => {
    const wrong = filesBelow('lib/local')
      .flatMap(importsOf)
      .filter(({ target }) => /^(functions|test)\//.test(target));
    expect(wrong.map(written)).toEqual([]);
  });
});

describe('the reading of imports', () => {
  it('finds every form of an import', () => {
    const source = `
      import a from './a.ts';
      import type { B } from './b.ts';
      import './c.ts';
      export * from './d.ts';
      export type { E } from './e.ts';
      const f = await import('./f.ts');
      const g = require('./g.cjs');
      type H = import('./h.ts').H;
      // import './not.ts'
      const text = "import './nor.ts'";
    `;
    expect(specifiersIn(source)).toEqual(
      ['a.ts', 'b.ts', 'c.ts', 'd.ts', 'e.ts', 'f.ts', 'g.cjs', 'h.ts'].map((name) => `./${name}`),
    );
  });
});
