// Reads the serverless files ahead of the first start, when packages are installed. Each takes the
// Serverless Framework some 3 s of CPU.
import { Command } from 'commander';
import { orchestratorCell, shardCell } from './cells/cell.ts';
import { DEFAULT_SHARDS } from './options.ts';
import { loadService } from './template/load-service.ts';

new Command('npm run templates --')
  .description(
    'Reads the serverless files for the local stack, and stores what the Serverless Framework makes of them.',
  )
  .parse();

const anywhere = { host: 'localhost', port: 0 };
const cells = [orchestratorCell(anywhere, []), shardCell({ number: 0, count: DEFAULT_SHARDS, listen: anywhere })];
await Promise.all(cells.map((cell) => loadService({ ...cell, progress: console.log })));
