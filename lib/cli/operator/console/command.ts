import { Command, InvalidArgumentError } from 'commander';
import type { OperatorOptions } from '../connection.ts';
import { reading } from '../log/declared.ts';
import { followingAnswers } from './follow.ts';
import { serveConsole } from './server.ts';

/**
 * `console`: serves the control room until Ctrl-C.
 * @param common the program's global options, once they are read
 * @param program makes the program whose commands the pages run
 */
export function consoleCommand(common: () => OperatorOptions, program: () => Command): Command {
  const command = new Command('console')
    .description('Opens the control room: pages on this machine that watch and repair a stage. Ctrl-C stops it.')
    .option('--port <port>', 'the port on 127.0.0.1; 0 is any free one', port, 0);
  return reading(command, async ({ port }: { port: number }) => {
    const running = await serveConsole({
      answers: await followingAnswers(common(), program),
      port,
      onError: (error) => console.error(error),
    });
    console.log(`The control room of stage "${common().stage}" is open for one browser, until Ctrl-C:\n`);
    console.log(`  ${running.address}\n`);
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    });
    await running.stop();
    process.exit(0);
  });
}

function port(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw new InvalidArgumentError('not a port from 0 to 65535');
  return Number(text);
}
