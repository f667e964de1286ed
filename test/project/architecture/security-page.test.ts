import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../..');
const page = readFileSync(path.join(ROOT, 'docs/security.md'), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| **'));
const filesIn = (text = '') => [...text.matchAll(/`([\w./-]+\.(?:ts|cjs|yml|md))`/g)].map(([, file = '']) => file);

describe('docs/security.md', () => {
  it('says of every threat where something is done about it and which test shows it', () => {
    expect(rows.length).toBeGreaterThan(15);
    for (const row of rows) {
      const [threat, , where, test] = row.split(' | ');
      expect([threat, filesIn(where)]).toEqual([threat, expect.arrayContaining([expect.any(String)])]);
      expect([threat, filesIn(test)]).toEqual([threat, expect.arrayContaining([expect.stringMatching(/^test\//)])]);
    }
  });

  it('names no file that is not there', () => {
    const files = filesIn(page);
    expect(files.length).toBeGreaterThan(40);
    expect(files.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
  });
});
