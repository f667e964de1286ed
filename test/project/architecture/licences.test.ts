import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { deployedPackages, LockFile } from '../../../lib/cli/deploy/locked-packages.ts';
import { filesBelow } from '../files-below.ts';
import { importsOf, reachableFrom } from './source-imports.ts';

const ROOT = path.resolve(__dirname, '../../..');
const read = (file: string): unknown => JSON.parse(readFileSync(path.join(ROOT, file), 'utf8'));

/**
 * Licences under which code may be part of a program under MIT; all they ask is that their notices
 * stay.
 */
const COMPATIBLE = ['MIT', 'MIT-0', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'Unlicense'];

const lock = LockFile.parse(read('package-lock.json'));
const deployed = deployedPackages(lock);

describe('every package that what deploys depends on', () => {
  it('has a licence that is compatible with MIT', () => {
    expect(deployed.length).toBeGreaterThan(20);
    expect(deployed.filter(({ license }) => !COMPATIBLE.includes(license))).toEqual([]);
  });

  it('is a dependency of the project, and not of its development', () => {
    const { dependencies } = z.object({ dependencies: z.record(z.string(), z.string()) }).parse(read('package.json'));
    const functions = reachableFrom(
      filesBelow('functions').map((file) => path.join('functions', path.relative('functions', file))),
    );
    const imported = functions
      .flatMap(importsOf)
      .filter(({ specifier }) => !specifier.startsWith('.') && !specifier.startsWith('node:'));
    const names = [
      ...new Set(
        imported.map(({ target }) =>
          target
            .split('/')
            .slice(0, target.startsWith('@') ? 2 : 1)
            .join('/'),
        ),
      ),
    ];
    // Types alone, which have no code, are of no package of that name.
    const code = names.filter((name) => Object.hasOwn(lock.packages, `node_modules/${name}`));
    expect(code.length).toBeGreaterThan(8);
    expect(code.filter((name) => !Object.hasOwn(dependencies, name))).toEqual([]);
  });
});

it('the project has the licence that its package says', () => {
  expect(read('package.json')).toMatchObject({ license: 'MIT' });
  expect(readFileSync(path.join(ROOT, 'LICENSE'), 'utf8')).toMatch(/^MIT License\n/);
});
