import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../..');
const page = readFileSync(path.join(ROOT, 'docs/security.md'), 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| **'));
const filesIn = (text = '') => [...text.matchAll(/`([\w./-]+\.(?:ts|cjs|yml|md))`/g)].map(([, file = '']) => file);

describe('docs/security.md', () => {
  it('names for each threat a source file with the measure and a test that shows it', () => {
    expect(rows.length).toBeGreaterThan(15);
    for (const row of rows) {
      const [threat, , where, test] = row.split(' | ');
      expect([threat, filesIn(where)]).toEqual([threat, expect.arrayContaining([expect.any(String)])]);
      expect([threat, filesIn(test)]).toEqual([threat, expect.arrayContaining([expect.stringMatching(/^test\//)])]);
    }
  });

  it('names only files that exist', () => {
    const files = filesIn(page);
    expect(files.length).toBeGreaterThan(40);
    expect(files.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
  });
});
