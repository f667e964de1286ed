import type { Command } from 'commander';
import { ConfigurationError } from '../../../config/configuration-error.ts';
import type { ApprovalRequest } from '../../../domain/approval.ts';

/**
 * The command of a request in this program.
 * @param root the program
 * @throws ConfigurationError if this version has no such command
 */
export function commandOf(root: Command, { id, command }: ApprovalRequest): Command {
  let found: Command | undefined = root;
  for (const word of command.split(' ')) found = found?.commands.find((one) => one.name() === word);
  if (found && found.commands.length === 0) return found;
  throw new ConfigurationError([`request ${id} is for "${command}", which is no command of this version`]);
}

/**
 * What follows the words of the command, so that it runs with just what was requested.
 * @throws ConfigurationError if this version of the command lacks an argument or option of the request
 */
export function argvOf(command: Command, { id, reason, arguments: given }: ApprovalRequest): string[] {
  const left = new Map(Object.entries(given));
  const take = (name: string) => {
    const value = left.get(name);
    left.delete(name);
    return value;
  };
  const operands = command.registeredArguments.flatMap((argument) => take(argument.name()) ?? []);
  const options = command.options.flatMap((option) => {
    const { long, required, optional } = option;
    const value = take(option.attributeName());
    if (value === undefined || !long) return [];
    // One word, so that a value that begins with a dash is no option.
    return required || optional ? [`${long}=${value}`] : [long];
  });
  if (left.size === 0) return [`--reason=${reason}`, ...options, '--', ...operands];
  throw new ConfigurationError([`request ${id} has ${[...left.keys()].join(', ')}, which this version does not know`]);
}
