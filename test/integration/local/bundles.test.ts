import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Bundles } from '../../../lib/local/functions/bundles.ts';
import { PROJECT } from '../../../lib/local/processes/project.ts';
import { BundleSettings } from '../../../lib/local/template/bundle-settings.ts';

// Inside the project: bundles are named relative to it.
const ROOM = path.join('.esbuild', `bundles-test-${process.pid}`);
const SETTINGS = {
  bundle: true,
  minify: false,
  keepNames: true,
  format: 'cjs',
  target: 'node24',
  sourcemap: true,
  sourcesContent: false,
  outputFileExtension: '.cjs',
  exclude: ['@aws-sdk/*'],
};

const source = (name: string) => path.join(ROOM, `${name}.ts`);
const write = (name: string, text: string) => writeFile(path.join(PROJECT, source(name)), text);
const bundled = (name: string) => readFile(path.join(PROJECT, ROOM, 'out', ROOM, name), 'utf8');

beforeEach(async () => {
  await mkdir(path.join(PROJECT, ROOM), { recursive: true });
  await write('shared', 'export const greeting = "good morning";');
  await write('greet', 'import { greeting } from "./shared.ts"; export const handler = () => greeting;');
  await write(
    'count',
    'import "@aws-sdk/client-ssm"; import middy from "@middy/core"; import "zod"; console.log(middy); export const handler = () => 1;',
  );
});
afterEach(() => rm(path.join(PROJECT, ROOM), { recursive: true }));

const handlers = ['greet', 'count', 'greet'].map((name) => path.join(ROOM, `${name}.handler`));
const aBundle = (keeps = false) =>
  new Bundles(path.join(PROJECT, ROOM, 'out'), handlers, BundleSettings.parse(SETTINGS), keeps);

describe('Bundles', () => {
  it('bundles each function once, with a source map, and leaves out packages that Node can load', async () => {
    const bundles = aBundle();
    expect(bundles.count).toBe(2);
    await bundles.build();
    expect(await bundled('greet')).toMatch(/good morning[\s\S]*sourceMappingURL=greet\.cjs\.map/);
    const count = await bundled('count');
    for (const name of ['@aws-sdk/client-ssm', 'zod']) expect(count).toContain(`require("${name}")`);
    // It has no form for `require`.
    expect(count).not.toContain('require("@middy');
  });

  it.each([
    ['keeps esbuild running', true],
    ['starts esbuild for each build', false],
  ])('names the bundles that differ, when it %s', async (_how, keeps) => {
    const bundles = aBundle(keeps);
    const bundle = (name: string) => path.join(ROOM, name);
    expect((await bundles.build()).toSorted()).toEqual([bundle('count'), bundle('greet')]);
    expect([bundles.use([source('shared')]), bundles.use(['lib/local/stack.ts'])]).toEqual([true, false]);
    expect(await bundles.build()).toEqual([]);
    await write('shared', 'export const greeting = "good evening";');
    expect(await bundles.build()).toEqual([bundle('greet')]);
    expect(await bundled('greet')).toContain('good evening');
    expect(handlers.map((handler) => bundles.bundleOf(handler))).toEqual(['greet', 'count', 'greet'].map(bundle));
    await bundles.close();
  });

  it('bundles other functions when the handlers are others', async () => {
    const bundles = aBundle(true);
    await bundles.build(handlers.slice(0, 1));
    await write('more', 'export const handler = () => 2;');
    const more = path.join(ROOM, 'more.handler');
    expect((await bundles.build([...handlers, more])).toSorted()).toEqual(
      ['count', 'more'].map((name) => path.join(ROOM, name)),
    );
    expect(bundles.count).toBe(3);
    await bundles.close();
  });

  it('names the line that does not compile, and leaves the bundles as they are', async () => {
    const bundles = aBundle();
    await bundles.build();
    await write('greet', 'export const handler = () => {');
    await expect(bundles.build()).rejects.toThrow(
      new RegExp(`${source('greet')}:1:\\d+[\\s\\S]*The functions do not compile\\.$`),
    );
    expect(await bundled('greet')).toContain('good morning');
  });

  it('refuses a setting that would hold for deployments alone', () => {
    expect(() => BundleSettings.parse({ ...SETTINGS, banner: { js: '' } })).toThrow('banner');
  });
});
