// Builds the package of the client in .client or in the given folder.
import path from 'node:path';
import { Command } from 'commander';
import { buildClient } from './build.ts';

const {
  args: [folder = path.resolve(import.meta.dirname, '../../../.client')],
} = new Command('npm run prepare --')
  .description('Builds the package of the client.')
  .argument('[folder]', 'the target folder (default: .client)')
  .parse();
await buildClient(folder);
