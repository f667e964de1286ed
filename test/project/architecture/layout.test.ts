import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../..');

/** All files and folders that belong in the root. */
const ROOT_ENTRIES = [
  '.cfnlintrc.yaml',
  '.ci',
  '.git',
  '.github',
  '.gitignore',
  'CONTRIBUTING.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'biome.json',
  'docs',
  'functions',
  'jest.config.js',
  'lib',
  'package-lock.json',
  'package.json',
  'serverless.shard.yml',
  'serverless.yml',
  'statemachines',
  'test',
  'tsconfig.json',
];

describe('the root of the project', () => {
  it('contains only these files and folders, and ignored ones', () => {
    const ignored = readFileSync(path.join(ROOT, '.gitignore'), 'utf8').split('\n');
    const isIgnored = (name: string) => ignored.some((line) => path.matchesGlob(name, line.replace(/\/$/, '')));
    const others = readdirSync(ROOT).filter((name) => !ROOT_ENTRIES.includes(name) && !isIgnored(name));
    expect(others).toEqual([]);
  });
});
