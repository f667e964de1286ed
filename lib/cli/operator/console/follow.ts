import { statSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { OPERATOR_FILE, type OperatorOptions } from '../connection.ts';
import { answersOf } from './answers.ts';
import { commandsOf } from './commands.ts';
import { openContext } from './context.ts';
import { ConsoleProblem } from './problems.ts';
import type { Answer } from './route.ts';

/**
 * The answers about a stage. Each start of a local stack has other addresses: after one, the answers
 * are about the stack that runs then, without what was measured before.
 * @param program makes the operators' program
 * @throws ConfigurationError
 */
export async function followingAnswers(options: OperatorOptions, program: () => Command): Promise<Answer[]> {
  const commands = commandsOf(options, program);
  let start = startOf(options);
  let answers = Promise.resolve(answersOf(await openContext(options), commands));
  const latest = async () => {
    const found = startOf(options);
    if (found !== undefined && found !== start) {
      start = found;
      answers = openContext(options).then((context) => answersOf(context, commands));
    }
    try {
      return await answers;
    } catch (error) {
      // The next request tries again.
      start = undefined;
      throw error;
    }
  };
  return (await answers).map(({ route }) => ({
    route,
    async respond(input) {
      const one = (await latest()).find((answer) => answer.route === route);
      if (!one) throw new ConsoleProblem('not_found');
      return one.respond(input);
    },
  }));
}

/** When the local stack has written its addresses; undefined if there are none. */
function startOf({ stage, data }: OperatorOptions): number | undefined {
  if (stage !== 'local') return undefined;
  return statSync(path.join(data, OPERATOR_FILE), { throwIfNoEntry: false })?.mtimeMs;
}
