// Builds the web pages in .web or in the given folder.
import { Command } from 'commander';
import { buildWeb } from './build.ts';

const {
  args: [folder],
} = new Command('npm run web --')
  .description('Builds the web pages: the wallet and the control room.')
  .argument('[folder]', 'the target folder (default: .web)')
  .parse();
await buildWeb(folder);
