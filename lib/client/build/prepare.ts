// Builds the client's package into .client, or the folder that is named.
import path from 'node:path';
import { Command } from 'commander';
import { buildClient } from './build.ts';

const {
  args: [folder = path.resolve(import.meta.dirname, '../../../.client')],
} = new Command('npm run prepare --')
  .description('Builds the package of the client.')
  .argument('[folder]', 'where to (.client)')
  .parse();
await buildClient(folder);
