import type { Command } from 'commander';
import { ConfigurationError } from '../../../config/configuration-error.ts';
import type { ApprovalRequest } from '../../../domain/approval.ts';

/** What names a call of a command: a request, or what asks for it in another way. */
type Call = Pick<ApprovalRequest, 'id' | 'command' | 'reason' | 'arguments'>;

/**
 * The command of a request in this program.
 * @param root the program
 * @throws ConfigurationError if this version has no such command
 */
export function commandOf(root: Command, { id, command }: Pick<Call, 'id' | 'command'>): Command {
  let found: Command | undefined = root;
  for (const word of command.split(' ')) found = found?.commands.find((one) => one.name() === word);
  if (found && found.commands.length === 0) return found;
  throw new ConfigurationError([`request ${id} is for "${command}", which is no command of this version`]);
}

/**
 * What follows the words of the command, so that it runs with just what was requested.
 * @throws ConfigurationError if this version of the command lacks an argument or option of the request
 */
export function argvOf(command: Command, { id, reason, arguments: given }: Omit<Call, 'command'>): string[] {
  const left = new Map(Object.entries(given));
  const take = (name: string) => {
    const value = left.get(name);
    left.delete(name);
    return value;
  };
  const operands = command.registeredArguments.flatMap((argument) => take(argument.name()) ?? []);
  const options = optionsOf(command, Object.fromEntries(left));
  for (const option of command.options) left.delete(option.attributeName());
  if (left.size === 0) return [`--reason=${reason}`, ...options, '--', ...operands];
  throw new ConfigurationError([`request ${id} has ${[...left.keys()].join(', ')}, which this version does not know`]);
}

/** The options of a command as they are typed, from their values by name. A flag has any value. */
export function optionsOf(command: Command, given: Readonly<Record<string, string>>): string[] {
  return command.options.flatMap((option) => {
    const { long, required, optional } = option;
    const value = given[option.attributeName()];
    if (value === undefined || !long) return [];
    // One word, so that a value that begins with a dash is no option.
    return required || optional ? [`${long}=${value}`] : [long];
  });
}
