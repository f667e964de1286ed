import { Command } from 'commander';
import { consumedByNpm } from '../config/npm-flags.ts';
import { shardCell } from './cells/cell.ts';
import { startCells } from './cells/cells.ts';
import { logsFolder, readPublicKeys, storedShardsAlone } from './cells/data-folder.ts';
import { runUntilEnded } from './main.ts';
import { readShard, type ShardFlags } from './options.ts';
import { preflight } from './preflight.ts';
import { verboseLogs } from './processes/logs.ts';
import { progressLines } from './processes/progress.ts';
import { releaseMemory } from './processes/release-memory.ts';
import { reloadOnChange } from './watch.ts';

const program = new Command('npm run start:shard --')
  .description('Runs one shard alone. An orchestrator elsewhere finds it by SHARD_ADDRESS_<number>.')
  .option('--shard <number>', 'the number of the shard, from 0 (SHARD_NUMBER)')
  .option('--count <number>', 'the number of shards (SHARD_COUNT)')
  .option('--home <number>', 'the number of shards before the first growth, for a shard that joins (SHARD_HOME)')
  .option(
    '-a, --address <host:port>',
    'the address to listen on (RUN_ADDRESS; localhost:8081 for shard 0, 8082 for shard 1, …)',
  )
  .option('-d, --database <url>', 'a DynamoDB endpoint to use instead of the embedded one (DATABASE_URI)')
  .option('--memory', 'store nothing on disk')
  .option('--data <folder>', 'the folder for data and logs (.mib)')
  .option(
    '--keys <file>',
    "the orchestrator's public keys (public-keys.json in the data folder, where npm start writes them)",
  )
  .option('--fsync', 'acknowledge a write only when it is on the disk, so that it survives a loss of power')
  .option(
    '--inspect [port]',
    'let debuggers attach to each process: the first on this port (9229), the next on the next',
  )
  .option('--verbose', 'print the whole output of the processes')
  .parse();

await runUntilEnded(async () => {
  const cellOf = (where: Parameters<typeof shardCell>[0]) =>
    shardCell({ ...where, otherPort: 'choose another with -a host:port' });
  const options = await preflight(readShard(program.opts<ShardFlags>(), process.env), {
    cellsOf: ({ number, count, listen }) => [cellOf({ number, count, listen })],
    taken: consumedByNpm(program, process.argv.slice(2), process.env),
  });
  const { number, count, listen, database, folder, keys, flush, inspect, verbose } = options;
  const publicKeys = await readPublicKeys(keys);
  const stored = folder === undefined ? undefined : await storedShardsAlone(folder, count);
  const cell = cellOf({ number, count, listen });
  const running = await startCells({
    cells: [cell],
    database,
    folder,
    flush,
    inspect,
    watched: true,
    home: options.home ?? stored?.home,
    keys: { servicesPublic: publicKeys },
    logs: verbose ? verboseLogs : undefined,
    say: verbose ? undefined : console.error,
    logsFolder: logsFolder(folder, cell.name),
    progress: progressLines(console.log),
  });
  await reloadOnChange({ ...running.reload, say: console.log });
  releaseMemory();
  for (const { place } of running.planned) {
    console.log(`shard ${number} of ${count} is ready on ${place.url}. Ctrl-C stops it.`);
  }
  return { died: running.processes.died, stop: running.stop };
});
