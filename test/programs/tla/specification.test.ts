import { execFile } from 'node:child_process';
import path from 'node:path';
import { page } from '../../project/markdown.ts';
import { REACHED, SOUND } from './sound.ts';
import { configurationOf, VARIANTS } from './variants.ts';

const SPECIFICATION = page('test/programs/tla/Transfer.tla');
const DEFINED = new Set([...SPECIFICATION.matchAll(/^(\w+)(?:\([^)]*\))? ==/gm)].map(([, name = '']) => name));

/** The rows of a table of a page, each as the texts of its cells. */
function rowsOf(file: string, firstHead: string): string[][] {
  const lines = page(file).split('\n');
  const head = lines.findIndex((line) => line.startsWith(`| ${firstHead} |`));
  const after = lines.slice(head + 2);
  const rows = after.slice(
    0,
    after.findIndex((line) => !line.startsWith('|')),
  );
  return rows.map((row) =>
    row
      .slice(2, -2)
      .split(' | ')
      .map((cell) => cell.trim()),
  );
}

const codeIn = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
const ACTIONS = rowsOf('docs/specification.md', 'action');

describe('docs/specification.md', () => {
  it('has each action of the specification', () => {
    const next = SPECIFICATION.slice(
      SPECIFICATION.indexOf('RunNext(r) =='),
      SPECIFICATION.indexOf('IsWaitedFor(m) =='),
    );
    const ofApply = /Apply\(m, l\) ==[\s\S]*?\n\n/.exec(SPECIFICATION)?.[0] ?? '';
    const called = [...`${next}${ofApply}`.matchAll(/\b([A-Z]\w+)(?=\(| \\\/|\n)/g)].map(([, name = '']) => name);
    const composed = ['RunNext', 'Next', 'Apply', 'Len', 'Home', 'Runs', 'Credits', 'Wallets', 'Shards'];
    const actions = new Set(['Init', ...called.filter((name) => DEFINED.has(name) && !composed.includes(name))]);
    expect(actions.size).toBeGreaterThan(20);
    expect(ACTIONS.flatMap(([names = '']) => codeIn(names)).sort()).toEqual([...actions].sort());
  });

  it('names code that is there', () => {
    const missing = ACTIONS.flatMap(([, code = '']) => {
      let file = '';
      return codeIn(code).filter((name) => {
        if (name.includes('/')) file = name;
        return name !== file && !page(file).includes(name);
      });
    });
    expect(missing).toEqual([]);
  });

  it('has each rule that is turned off, and what breaks then', () => {
    const rows = rowsOf('docs/specification.md', 'rule').map(([rule, breaks = '']) => [rule, ...codeIn(breaks)]);
    expect(rows).toEqual(VARIANTS.map(({ rule, violates }) => [rule, violates]));
  });
});

describe('the rules of docs/protocol.md', () => {
  const rules = rowsOf('docs/protocol.md', 'rule').map(([rule = '']) => rule.replaceAll('**', ''));

  it('are each turned off in the specification', () => {
    expect(rules.length).toBeGreaterThan(15);
    expect(rules.filter((rule) => !VARIANTS.some(({ page }) => rule.startsWith(page)))).toEqual([]);
    expect(VARIANTS.filter(({ page }) => !rules.some((rule) => rule.startsWith(page)))).toEqual([]);
  });

  it('have names that the specification asks for', () => {
    const asked = new Set([...SPECIFICATION.matchAll(/Rule\("([^"]+)"\)/g)].map(([, rule]) => rule));
    expect([...asked].sort()).toEqual(VARIANTS.map(({ rule }) => rule).sort());
  });
});

it('the specification defines each check', () => {
  const checks = [...SOUND, ...REACHED, ...VARIANTS.map(configurationOf)].flatMap(
    ({ invariants = [], properties = [] }) => [...invariants, ...properties],
  );
  expect(checks.filter((check) => !DEFINED.has(check))).toEqual([]);
});

it('npm run test:tla says that Java is missing', async () => {
  const argv = [path.join(__dirname, 'run.ts')];
  const ran = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
    execFile(process.execPath, argv, { env: { PATH: '' } }, (error, _stdout, stderr) =>
      resolve({ code: error?.code, stderr }),
    );
  });
  expect(ran).toEqual({ code: 1, stderr: 'TLC needs Java 11 or later, and there is no java on the PATH\n' });
});
