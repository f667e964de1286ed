import { Command } from 'commander';
import { banner } from './banner.ts';
import { verboseLogs } from './logs.ts';
import { runUntilEnded } from './main.ts';
import { type StartFlags, startOptions } from './options.ts';
import { startStack } from './stack.ts';
import { reloadOnChange } from './watch.ts';

const flags = new Command('npm start --')
  .description(
    'Runs everything on this machine: the orchestrator, its shards, their databases, Step Functions, events.',
  )
  .option('-a, --address <host:port>', 'where the orchestrator listens (RUN_ADDRESS; localhost:8080)')
  .option('-d, --database <url>', 'a DynamoDB endpoint to use instead of the embedded ones (DATABASE_URI)')
  .option('--memory', 'keep nothing')
  .option('--shards <number>', 'how many shards to start on 8081, 8082, … (2), if no SHARD_ADDRESS_0, … are set')
  .option('--data <folder>', 'where to keep data, keys and logs (.mib)')
  .option(
    '--webhook <url>',
    'where to send an event for every final transfer (WEBHOOK_URL; signed with WEBHOOK_SECRET)',
  )
  .option('--verbose', 'print all that the processes print')
  .parse()
  .opts<StartFlags>();

await runUntilEnded(async () => {
  const { verbose, ...options } = startOptions(flags, process.env);
  const begun = performance.now();
  const stack = await startStack({ ...options, ...(verbose && { logs: verboseLogs }) });
  console.log(banner(stack, { ...options, seconds: (performance.now() - begun) / 1_000 }));
  await reloadOnChange(stack.processes, console.log);
  return stack;
});
