// The story of a payment that survives a crash, told by a new system of its own.
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { Paper } from './demo/paper.ts';
import { ShardGateway } from './demo/shard-gateway.ts';
import { tell } from './demo/story.ts';
import { explanation } from './main.ts';
import { exitWithNpm } from './processes/npm-gone.ts';
import { progressLines } from './processes/progress.ts';
import { type Stack, startStack } from './stack.ts';

new Command('npm run demo --')
  .description(
    'Starts a system of its own, lets two people pay each other, kills a shard in the middle of a payment, and stops.',
  )
  .parse();

/** Long enough to read what is held. */
const DEAD_MS = 2_000;

exitWithNpm();
// A killed shard finds its data again: it is on the disk, in a folder of this run.
const folder = await mkdtemp(path.join(tmpdir(), 'mib-demo-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

const paper = new Paper();
let gateway: ShardGateway | undefined;
let stack: Stack | undefined;
try {
  paper.chapter('Starting a system: the orchestrator and two shards, each a process with its own database');
  stack = await startStack({
    shards: { count: 2 },
    folder,
    progress: progressLines(console.log),
    between: async ([first = '', second = '']) => {
      gateway = await ShardGateway.before(second);
      return [first, gateway.url];
    },
  });
  await tell({ ...stack, ...deathOf('shard-1', stack, gateway), deadMs: DEAD_MS }, paper);
  paper.chapter('What to try next');
  paper.say('npm start                             the same system, to stay, with a wallet in the browser');
  paper.say('npm run operator -- console           its control room, where you break it');
  paper.say('npm run test:chaos -- --minutes 1     everything dies, again and again');
} catch (error) {
  for (const line of explanation(error)) console.error(line);
  process.exitCode = 1;
} finally {
  gateway?.close();
  await stack?.stop();
}
process.exit();

/** How the process of a cell dies when a hold reaches its gateway, and how it starts again. */
function deathOf(cell: string, { processes }: Stack, before: ShardGateway | undefined) {
  const child = processes.get(cell);
  if (!child || !before) throw new Error(`there is no ${cell}`);
  return {
    killInMidTransfer: () =>
      new Promise<number>((resolve) => {
        before.onNextHold(async () => {
          const { pid = 0 } = child;
          await child.kill();
          resolve(pid);
        });
      }),
    async restart(): Promise<number> {
      await child.start();
      return child.pid ?? 0;
    },
  };
}
