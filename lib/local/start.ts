import { Command } from 'commander';
import { consumedByNpm } from '../config/npm-flags.ts';
import { buildWeb } from '../web/build/build.ts';
import { ensureWeb } from '../web/build/ensure.ts';
import { banner, growthLine } from './banner.ts';
import { orchestratorCell } from './cells/cell.ts';
import { runUntilEnded } from './main.ts';
import { readStart, type StartFlags } from './options.ts';
import { preflight } from './preflight.ts';
import { verboseLogs } from './processes/logs.ts';
import { progressLines } from './processes/progress.ts';
import { releaseMemory } from './processes/release-memory.ts';
import { shardsOn, startStack } from './stack.ts';
import { reloadOnChange } from './watch.ts';

const program = new Command('npm start --')
  .description('Runs the local stack: the orchestrator, its shards, their databases, Step Functions and events.')
  .option('-a, --address <host:port>', 'the address of the orchestrator (RUN_ADDRESS; localhost:8080)')
  .option('-d, --database <url>', 'a DynamoDB endpoint to use instead of the embedded ones (DATABASE_URI)')
  .option('--memory', 'store nothing on disk')
  .option('--shards <number>', 'the number of shards to start (2), unless SHARD_ADDRESS_0, … are set')
  .option('--shard-ports <list>', 'a port for each shard, as in 9001,9002 (SHARD_PORTS; 8081, 8082, …)')
  .option('--data <folder>', 'the folder for data, keys and logs (.mib)')
  .option(
    '--webhook <url>',
    'the receiver of an event for every final transfer (WEBHOOK_URL; signed with WEBHOOK_SECRET)',
  )
  .option('--cors-localhost', 'let pages of http://localhost on any port call the API, in addition to CORS_ORIGINS')
  .option('--fsync', 'acknowledge a write only when it is on the disk, so that it survives a loss of power')
  .option(
    '--inspect [port]',
    'let debuggers attach to each process: the first on this port (9229), the next on the next',
  )
  .option('--verbose', 'print the whole output of the processes')
  .parse();

await runUntilEnded(async () => {
  const { verbose, ...options } = await preflight(readStart(program.opts<StartFlags>(), process.env), {
    cellsOf: ({ listen, shards }) => [
      orchestratorCell(listen, []),
      ...('ports' in shards ? shardsOn(shards.ports) : []),
    ],
    taken: consumedByNpm(program, process.argv.slice(2), process.env),
  });
  const progress = progressLines(console.log);
  await ensureWeb(() => console.log('builds the web pages'));
  const stack = await startStack({
    ...options,
    progress,
    watched: true,
    switchboard: true,
    ...(verbose ? { logs: verboseLogs } : { say: console.error }),
  });
  console.log(banner(stack, { ...options, seconds: performance.now() / 1_000 }));
  const more = growthLine(stack, options);
  if (more !== undefined) console.log(more);
  const pages = { build: () => buildWeb(), handler: 'functions/orchestrator/app.handler' };
  await reloadOnChange({ ...stack.reload, pages, say: console.log });
  releaseMemory();
  return stack;
});
