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
  await write('count', 'import "@aws-sdk/client-ssm"; export const handler = () => 1;');
});
afterEach(() => rm(path.join(PROJECT, ROOM), { recursive: true }));

const handlers = ['greet', 'count', 'greet'].map((name) => path.join(ROOM, `${name}.handler`));
const aBundle = () => new Bundles(path.join(PROJECT, ROOM, 'out'), handlers, BundleSettings.parse(SETTINGS));

describe('Bundles', () => {
  it('bundles each function once, with a source map, and leaves the SDK out', async () => {
    const bundles = aBundle();
    expect(bundles.count).toBe(2);
    await bundles.build();
    expect(await bundled('greet')).toMatch(/good morning[\s\S]*sourceMappingURL=greet\.cjs\.map/);
    expect(await bundled('count')).toContain('require("@aws-sdk/client-ssm")');
  });

  it('bundles again only the functions that contain a changed file, and names those that differ', async () => {
    const bundles = aBundle();
    const bundle = (name: string) => path.join(ROOM, name);
    expect((await bundles.build()).toSorted()).toEqual([bundle('count'), bundle('greet')]);
    expect([bundles.use([source('shared')]), bundles.use(['lib/local/stack.ts'])]).toEqual([true, false]);
    expect(await bundles.rebuild([source('shared')])).toEqual([]);
    await write('shared', 'export const greeting = "good evening";');
    expect(await bundles.rebuild([source('count')])).toEqual([]);
    expect(await bundles.rebuild([source('shared')])).toEqual([bundle('greet')]);
    expect(await bundled('greet')).toContain('good evening');
    expect(handlers.map((handler) => bundles.bundleOf(handler))).toEqual(['greet', 'count', 'greet'].map(bundle));
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
