import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { refuseConsumedByNpm } from '../../../lib/config/npm-flags.ts';

/**
 * `npm run test:histories -- <file>`: checks a history of chaos for linearizability by Porcupine, which is
 * a package of Go. Then it makes one balance of the history wrong, which must be found.
 */
const program = refuseConsumedByNpm(
  new Command('npm run test:histories --')
    .description('Checks a history of npm run test:chaos -- --history <file>. It needs Go.')
    .argument('<file>', 'the history')
    .option('--picture <file>', 'draw the history of a wallet that is not linearizable into this HTML file'),
).parse();
const { picture } = program.opts<{ picture?: string }>();
const history = path.resolve(program.args[0] ?? '');

const built = mkdtempSync(path.join(tmpdir(), 'mib-histories-'));
process.on('exit', () => rmSync(built, { recursive: true, force: true }));
const checker = path.join(built, 'histories');
if (spawnSync('go', ['version']).error) {
  console.error('Go is missing: test:histories compiles its checker with Go 1.24 or newer (https://go.dev/dl).');
  process.exit(1);
}
run('go', ['build', '-o', checker, '.'], import.meta.dirname);
run(checker, [...(picture === undefined ? [] : ['-picture', path.resolve(picture)]), history]);
run(checker, ['-plant', history]);

function run(command: string, argv: readonly string[], cwd?: string): void {
  const { status } = spawnSync(command, argv, { cwd, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
