import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { Command } from 'commander';
import { refuseConsumedByNpm } from '../../../lib/config/npm-flags.ts';
import { PROJECT } from '../../../lib/local/processes/project.ts';
import { wholeNumber } from '../../support/environment/command-line.ts';

/** `npm run test:model`. Exit code 1 if a promise breaks, or holds with a bent rule. */
const { until } = refuseConsumedByNpm(
  new Command('npm run test:model --')
    .description('Explores every model of the protocol exhaustively, and each bent rule, which must break a promise.')
    .option('--until <number>', 'the last time of a schedule; from 3 on there are three payees, too', wholeNumber, 2),
)
  .parse()
  .opts<{ until: number }>();

const jest = path.join(PROJECT, 'node_modules/jest/bin/jest.js');
const args = [jest, 'test/programs/protocol-model', '--selectProjects', 'mib'];
const env = { ...process.env, MODEL_UNTIL: String(until) };
process.exitCode = spawnSync(process.execPath, args, { cwd: PROJECT, stdio: 'inherit', env }).status ?? 1;
