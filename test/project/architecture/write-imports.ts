import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { MAY_IMPORT } from './may-import.ts';

/**
 * `node test/project/architecture/write-imports.ts`: writes the last column of the table of folders
 * in docs/architecture.md.
 */
new Command('node test/project/architecture/write-imports.ts')
  .description('Writes into docs/architecture.md which folder may import which, as the test of imports has it.')
  .parse();

const PAGE = path.resolve(import.meta.dirname, '../../../docs/architecture.md');
const missing = new Map(Object.entries(MAY_IMPORT));

const lines = readFileSync(PAGE, 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, folder = ''] = /^\| `([^`]+)` \| .+ \| .+ \| .+ \|$/.exec(line) ?? [];
    const allowed = missing.get(folder);
    if (allowed === undefined) return folder.startsWith('lib/') || folder.startsWith('functions/') ? [] : [line];
    missing.delete(folder);
    const list = allowed.length > 0 ? allowed.map((name) => `\`${name}\``).join(', ') : 'nothing';
    return [line.replace(/ \| [^|]+ \|$/, ` | ${list} |`)];
  });
writeFileSync(PAGE, lines.join('\n'));
for (const folder of missing.keys()) console.error(`docs/architecture.md has no row for ${folder}: say what is in it`);
process.exitCode = missing.size > 0 ? 1 : 0;
