import { existsSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { orchestratorDocument } from '../../../lib/api/orchestrator.ts';
import { ORCHESTRATOR_ROUTES } from '../../../lib/api/orchestrator-routes.ts';
import { shardDocument } from '../../../lib/api/shard-service.ts';
import { filesBelow } from '../files-below.ts';
import { anchorsOf, blocks, linksOf, page } from '../markdown.ts';
import { longSentences } from '../prose.ts';
import { alarmTextsOf, documentTexts, helpTextsOf, pagesOf } from '../public-texts.ts';
import { MAY_IMPORT } from './may-import.ts';

const ROOT = path.resolve(__dirname, '../../..');
const PAGES = [...pagesOf(ROOT).keys()];
const DOCS = PAGES.filter((file) => file.startsWith('docs/'));
const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(page('package.json')));

/** The first cells of a table's rows that are code, with the other cells. */
function rowsOf(file: string): { name: string; cells: string[] }[] {
  return page(file)
    .split('\n')
    .flatMap((line) => {
      const [, first = '', ...cells] = line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, ''));
      const { name } = /^\| `(?<name>[^`]+)`/.exec(line)?.groups ?? {};
      return name === undefined ? [] : [{ name, cells: [first, ...cells] }];
    });
}

const OTHER_THEME: Readonly<Record<string, string>> = { '-light.png': '-dark.png', '-dark.png': '-light.png' };

describe('a page', () => {
  it.each(PAGES)('links only to files and headings that exist: %s', (file) => {
    const broken = linksOf(file).filter(({ target, anchor }) => {
      if (!existsSync(path.join(ROOT, target))) return true;
      return anchor !== undefined && !(target.endsWith('.md') && anchorsOf(target).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  it('has no sentence of more than 30 words', () => {
    const long = PAGES.map((file) => ({ file, sentences: longSentences([page(file)]) }));
    expect(long.filter(({ sentences }) => sentences.length > 0)).toEqual([]);
  });

  it('names only files of the project that exist', () => {
    const named = PAGES.filter((file) => file !== 'docs/decisions.md').flatMap((file) =>
      [...page(file).matchAll(/`((?:docs|lib|functions|statemachines|test)\/[\w./-]+\.\w+)`/g)].map(
        ([, name = '']) => name,
      ),
    );
    expect(named.length).toBeGreaterThan(100);
    expect([...new Set(named)].filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
  });
});

describe('a text that the system shows', () => {
  it.each([
    ['in the OpenAPI documents', [orchestratorDocument(), shardDocument()].flatMap(documentTexts)],
    ['in an alarm or a dashboard', alarmTextsOf(ROOT)],
    ['in the help of a command', helpTextsOf(ROOT)],
  ])('has no sentence of more than 30 words %s', (_where, texts) => {
    expect(texts.length).toBeGreaterThan(20);
    expect(longSentences(texts)).toEqual([]);
  });
});

it('each picture of the pages is there in light and dark, and each that is there is on a page', () => {
  const shown = PAGES.flatMap((file) =>
    [...page(file).matchAll(/ (?:src|srcset)="([^"]+)"/g)].map(([, name = '']) => path.join(path.dirname(file), name)),
  );
  expect([...new Set(shown)].sort()).toEqual(filesBelow('docs/pictures').sort());
  for (const name of shown)
    expect(shown).toContain(name.replace(/-(light|dark)\.png$/, (end) => OTHER_THEME[end] ?? ''));
});

describe('README.md', () => {
  it('has at most 130 lines', () => {
    expect(page('README.md').split('\n').length).toBeLessThanOrEqual(130);
  });

  it('links every page below docs, and each of them links back', () => {
    const linked = new Set(linksOf('README.md').map(({ target }) => target));
    expect(DOCS.filter((file) => !linked.has(file))).toEqual([]);
    const back = (file: string) => linksOf(file).some(({ target }) => target === 'README.md');
    expect(DOCS.filter((file) => !back(file))).toEqual([]);
  });
});

describe('the npm commands of the pages', () => {
  const shell = PAGES.flatMap((file) => blocks(file, 'sh').map((block) => ({ file, block })));
  const calls = shell.flatMap(({ file, block }) =>
    [...block.replaceAll(/\\\n\s*/g, '').matchAll(/\bnpm (?:run (?:-s )?)?([\w:-]+)( -- [^|&#\n]*)?/g)].map(
      ([, script = '', argv = '']) => ({ file, script, argv }),
    ),
  );

  it('name scripts of package.json', () => {
    expect(calls.length).toBeGreaterThan(20);
    const others = calls.filter(({ script }) => !Object.hasOwn(scripts, script) && !['ci', 'install'].includes(script));
    expect(others).toEqual([]);
  });

  it('pass only flags that the program declares', () => {
    const read = new Map<string, string>();
    const sourcesOf = (folder: string) => {
      const sources = () => filesBelow(folder).filter((name) => name.endsWith('.ts'));
      const text = read.get(folder) ?? sources().map(page).join('\n');
      read.set(folder, text);
      return text;
    };
    const unknown = calls.flatMap(({ file, script, argv }) => {
      const program = /^node (?:--import \S+ )?(\S+)/.exec(scripts[script] ?? '')?.[1];
      if (program === undefined) return [];
      const flags = [...argv.matchAll(/(?<= )--?[a-z][\w-]*/g)].map(([flag]) => flag);
      const isDeclared = (flag: string) =>
        ["'", ', '].some((before) => sourcesOf(path.dirname(program)).includes(before + flag));
      return flags.filter((flag) => !isDeclared(flag)).map((flag) => `${file}: npm run ${script} ${flag}`);
    });
    expect(unknown).toEqual([]);
  });
});

/** The long flags that the sources of a program declare. */
const declaredFlags = (program: string) =>
  [...page(program).matchAll(/'(?:-\w, )?(--[a-z-]+)/g)].map(([, flag = '']) => flag.replace(/^--no-/, '--')).sort();
/** The flags in the first column of a page's tables, long or short. */
const flagsOfTable = (file: string) =>
  rowsOf(file).flatMap(({ name }) => [...name.matchAll(/^--?[a-z][\w-]*/g)].map(([flag]) => flag));

describe('docs/protocol.md', () => {
  it('names tests by titles that they have', () => {
    const named = [...page('docs/protocol.md').matchAll(/`(test\/[\w./-]+\.ts)`: "([^"]+)"/g)];
    expect(named.length).toBeGreaterThan(8);
    const missing = named.filter(([, file = '', title = '']) => !page(file).includes(`'${title}'`));
    expect(missing.map(([text]) => text)).toEqual([]);
  });
});

describe('docs/local.md', () => {
  it('has every flag of npm start, and no other', () => {
    const short = new Map([
      ['-a', '--address'],
      ['-d', '--database'],
    ]);
    const flags = flagsOfTable('docs/local.md').map((flag) => short.get(flag) ?? flag);
    expect(flags.sort()).toEqual(declaredFlags('lib/local/start.ts'));
  });
});

describe('docs/deploying.md', () => {
  it('has every flag of npm run deploy, and no other', () => {
    expect(flagsOfTable('docs/deploying.md').sort()).toEqual(declaredFlags('lib/cli/deploy/deploy.ts'));
  });
});

describe('the limits of the pages', () => {
  const Limits = z.object({ limits: z.record(z.string(), z.string()) });
  const stages = z
    .object({ prod: Limits, other: Limits })
    .parse(parse(page('lib/stack/stages.yml'), { logLevel: 'silent' }));
  /** `${env:WRITES_PER_MINUTE, '600'}`: the variable and the default of the stage. */
  const variables = (limits: Readonly<Record<string, string>>) =>
    Object.values(limits).map((value) => /^\$\{env:([A-Z_]+), '(\d+|off)'\}$/.exec(value)?.slice(1) ?? [value, '']);

  it('are those of protected stages in docs/deploying.md', () => {
    const rows = [...page('docs/deploying.md').matchAll(/^\| `([A-Z_]+)`[^|]*\| ([\d,]+|off) \|$/gm)];
    const written = rows.map(([, name, value = '']) => [name, value.replace(',', '')]);
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(variables(stages.prod.limits)));
  });

  it('are those of other stages in docs/local.md', () => {
    for (const [name, value] of variables(stages.other.limits))
      expect(page('docs/local.md')).toContain(`| | \`${name}\` | ${value} |`);
  });
});

describe('docs/cli.md', () => {
  it("has every command of the operators' program, and no other", () => {
    const sources = filesBelow('lib/cli/operator').filter((file) => file.endsWith('.ts'));
    const text = sources.map(page).join('\n');
    const declared = [...text.matchAll(/(?:\.command\(|new Command\()'((?!npm)[a-z]+)/g)].map(([, name = '']) => name);
    const shown = [...page('docs/cli.md').matchAll(/^\| `npm run (?:audit|operator -- ([a-z ]+))[^|]*/gm)];
    const words = shown.flatMap(([row, name = 'audit']) => [
      ...name.trim().split(' '),
      ...(row.match(/(?<=, `)\w+/g) ?? []),
    ]);
    expect([...new Set(words)].sort()).toEqual([...new Set(declared)].sort());
  });
});

describe('docs/api.md', () => {
  it('has a row for each route of the API, and no other', () => {
    const rows = rowsOf('docs/api.md').flatMap(({ name }) => (/^[A-Z]+ \//.test(name) ? [name] : []));
    expect(rows.sort()).toEqual(ORCHESTRATOR_ROUTES.map(({ route }) => route).sort());
  });

  it('says that the address of the service leads to the wallet, as the tests of each route do', () => {
    expect(rowsOf('docs/api.md').find(({ name }) => name === 'GET /')?.cells[0]).toBe('302 to `/app`');
  });
});

describe('docs/architecture.md', () => {
  const rows = rowsOf('docs/architecture.md');

  it('has the imports that the test of imports allows; test/project/architecture/write-imports.ts writes them', () => {
    const table = rows.filter(({ cells }) => cells.length === 3);
    const written = table.map(({ name, cells }) => [
      name,
      [...(cells[2] ?? '').matchAll(/`([^`]+)`/g)].map(([, folder]) => folder),
    ]);
    expect(Object.fromEntries(written)).toEqual(MAY_IMPORT);
  });

  it('has a row for each folder of the project', () => {
    const named = rows.map(({ name }) => name);
    const missing = filesBelow('lib')
      .concat(filesBelow('functions'), filesBelow('test'))
      .map((file) => file.split('/').slice(0, 2).join('/'))
      .filter((folder) => !named.some((name) => name === folder || name.startsWith(`${folder}/`)));
    expect([...new Set(missing)]).toEqual([]);
  });
});
