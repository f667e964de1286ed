import { Command } from 'commander';
import { shardCell } from './cell.ts';
import { startCells } from './cells.ts';
import { keepShardCount, logsFolder, readPublicKeys } from './data-folder.ts';
import { verboseLogs } from './logs.ts';
import { runUntilEnded } from './main.ts';
import { type ShardFlags, shardOptions } from './options.ts';
import { reloadOnChange } from './watch.ts';

const flags = new Command('npm run start:shard --')
  .description('Runs one shard alone. The orchestrator elsewhere finds it by SHARD_ADDRESS_<number>.')
  .option('--shard <number>', 'its number, from 0 (SHARD_NUMBER)')
  .option('--count <number>', 'how many shards there are (SHARD_COUNT)')
  .option(
    '-a, --address <host:port>',
    'where it listens (RUN_ADDRESS; localhost:8081 for shard 0, 8082 for shard 1, …)',
  )
  .option('-d, --database <url>', 'a DynamoDB endpoint to use instead of the embedded one (DATABASE_URI)')
  .option('--memory', 'keep nothing')
  .option('--data <folder>', 'where to keep data and logs (.mib)')
  .option(
    '--keys <file>',
    "the orchestrator's public keys (public-keys.json in the data folder, where npm start writes them)",
  )
  .option('--verbose', 'print all that the processes print')
  .parse()
  .opts<ShardFlags>();

await runUntilEnded(async () => {
  const { number, count, listen, database, folder, keys, verbose } = shardOptions(flags, process.env);
  const publicKeys = await readPublicKeys(keys);
  if (folder !== undefined) await keepShardCount(folder, count);
  const cell = shardCell({ number, count, listen, otherPort: 'choose another with -a host:port' });
  const running = await startCells({
    cells: [cell],
    database,
    folder,
    keys: { public: publicKeys },
    logs: verbose ? verboseLogs : undefined,
    logsFolder: logsFolder(folder, cell.name),
  });
  await reloadOnChange(running.processes.byName, console.log);
  for (const { place } of running.planned) {
    console.log(`shard ${number} of ${count} is ready on ${place.url}. Ctrl-C ends it.`);
  }
  return { died: running.processes.died, stop: running.stop };
});
