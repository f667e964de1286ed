import { readFileSync } from 'node:fs';
import path from 'node:path';
import { isPackage, isStatelessPackage, isStatelessSource } from '../../support/environment/stateless.ts';
import { filesBelow } from '../files-below.ts';
import { specifiersIn } from './source-imports.ts';

const ROOT = path.resolve(__dirname, '../../..');
const TYPES = /^(import|export) type [^;]*;/gm;

const shared = filesBelow('lib').filter(isStatelessSource);
const sourceOf = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/** What a source loads, without the types that it imports. */
const loadedBy = (file: string) => specifiersIn(sourceOf(file).replaceAll(TYPES, ''));

describe('the sources that all test files of a worker share', () => {
  it('load no source and no package that each test file has of its own', () => {
    const wrong = shared.flatMap((file) =>
      loadedBy(file)
        .filter((name) => !name.startsWith('node:'))
        .filter((name) =>
          isPackage(name) ? !isStatelessPackage(name) : !isStatelessSource(path.join(path.dirname(file), name)),
        )
        .map((name) => `${file} loads ${name}`),
    );
    expect(shared.length).toBeGreaterThan(300);
    expect(wrong).toEqual([]);
  });

  it('have no variable of their own that changes', () => {
    expect(shared.filter((file) => /^(export )?let /m.test(sourceOf(file)))).toEqual([]);
  });
});
