import { type Command, CommanderError } from 'commander';
import { ConfigurationError } from '../../../config/configuration-error.ts';
import { MibError } from '../../../domain/errors.ts';
import type { ReadInputOf } from '../../../web/console/contract.ts';
import { argvOf, commandOf, optionsOf } from '../approvals/replay.ts';
import type { OperatorOptions } from '../connection.ts';
import { printedBy } from '../printed.ts';
import { ConsoleProblem } from './problems.ts';

/** In place of the id of a request. */
const PAGE = 'of the control room';

/**
 * The commands of the operators' program, run in this process: what a page does is the command, with its
 * rules, its entry in the operator log and its second operator.
 */
export interface Commands {
  /**
   * Runs a command that changes something.
   * @returns what it printed as JSON
   * @throws ConsoleProblem invalid_input, not_now, unreachable
   */
  readonly act: (act: ReadInputOf<'act'>) => Promise<readonly unknown[]>;
  /**
   * Runs a command that changes nothing.
   * @param words its name
   * @param operands its arguments in their order
   * @param flags its options by name
   * @returns what it printed as JSON
   * @throws ConsoleProblem not_found, unreachable
   */
  readonly read: (
    words: string,
    operands: readonly string[],
    flags?: Readonly<Record<string, string>>,
  ) => Promise<unknown>;
}

/** @param program makes a new one, as a program reads its arguments once */
export function commandsOf({ stage, data }: OperatorOptions, program: () => Command): Commands {
  const opened = () => {
    const root = program();
    refuseToExit(root);
    for (const [name, value] of Object.entries({ stage, data, json: true })) root.setOptionValue(name, value);
    return root;
  };
  return {
    async act({ act: { command: words, arguments: given }, reason }) {
      const call = { id: PAGE, command: words, arguments: textsOf(given), reason };
      const command = commandOf(opened(), call);
      const argv = argvOf(command, call);
      return run(command, argv, 'not_now');
    },
    async read(words, operands, flags = {}) {
      const command = commandOf(opened(), { id: PAGE, command: words });
      const [value] = await run(command, [...optionsOf(command, flags), '--', ...operands], 'not_found');
      return value;
    },
  };
}

/** Without the options that a page leaves out. */
function textsOf(given: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])),
  );
}

async function run(
  command: Command,
  argv: readonly string[],
  refused: 'not_now' | 'not_found',
): Promise<readonly unknown[]> {
  try {
    return await printedBy(() => command.parseAsync([...argv], { from: 'user' }));
  } catch (error) {
    if (error instanceof ConfigurationError) throw new ConsoleProblem(refused, error.problems.join('; '));
    if (error instanceof CommanderError) throw new ConsoleProblem('invalid_input', error.message);
    if (error instanceof MibError)
      throw new ConsoleProblem(error.code === 'unavailable' ? 'unreachable' : 'not_now', error.message);
    throw error;
  }
}

/** A wrong argument ends a program. The control room goes on. */
function refuseToExit(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => undefined });
  for (const one of command.commands) refuseToExit(one);
}
