import type { Command } from 'commander';
import { ConfigurationError } from '../../../config/configuration-error.ts';
import { approvedRequest } from '../approvals/approved.ts';
import { requestApproval } from '../approvals/requests.ts';
import type { OperatorOptions } from '../connection.ts';
import { brokenReason } from '../controls.ts';
import { toldOfShard } from '../told.ts';
import { type Act, logged, loggingOf } from './logging.ts';

/** The name of the operators' program, which is no part of a command's. */
export const PROGRAM = 'npm run operator --';

/** Whether a command changes a stage or only reads it. */
export type Effect = 'changes' | 'reads';

const declared = new WeakMap<Command, Effect>();
const approvable = new WeakSet<Command>();

/** What a command was declared as; undefined for one that has subcommands in place of an action. */
export function effectOf(command: Command): Effect | undefined {
  return declared.get(command);
}

/** Whether some calls of a command need a second operator. */
export function needsApproval(command: Command): boolean {
  return approvable.has(command);
}

/** Declares a command that changes nothing. */
export function reading<A extends readonly unknown[]>(
  command: Command,
  run: (...given: A) => Promise<void> | void,
): Command {
  declared.set(command, 'reads');
  return command.action((...given: A) => toldOfShard(() => run(...given)));
}

/** How a command that changes something is logged, and whether a second operator has to approve it. */
export interface Changing<A extends readonly unknown[]> {
  /** The program's global options, once they are read. */
  readonly options: () => OperatorOptions;
  /** The reason of who gives none; by default every call must give one. */
  readonly reason?: string;
  /** The options with which the command changes nothing, and is not logged. */
  readonly readsWith?: (flags: Readonly<Record<string, unknown>>) => boolean;
  /** An argument or option as the log shows it, by its name, where it may hold a secret. */
  readonly shown?: Readonly<Record<string, (value: string) => string>>;
  /**
   * Whether a call needs a second operator. It then leaves a request, and the change is made when another
   * identity approves it: with the same arguments, and again if that was stopped. So what it does has
   * to be done once however often it is called; `approvedRequest().id` is its key. Arguments and options
   * are stored and shown as the log shows them: they have no secrets, and each is given once.
   */
  readonly approval?: (...given: A) => Promise<boolean> | boolean;
}

/**
 * Declares a command that changes something. It takes `--reason`, and is written to the operator log
 * before it runs and afterwards.
 * @param change a text that it returns is in the log, as the detail of the outcome
 */
export function changing<A extends readonly unknown[]>(
  command: Command,
  { options, reason, readsWith = () => false, shown = {}, approval }: Changing<A>,
  change: (...given: A) => Promise<unknown>,
): Command {
  const run = (...given: A) => toldOfShard(() => change(...given));
  declared.set(command, 'changes');
  if (approval) approvable.add(command);
  const text = 'why, for the operator log';
  if (reason === undefined) command.requiredOption('--reason <text>', text);
  else command.option('--reason <text>', text, reason);
  return command.action(async (...given: A) => {
    if (readsWith(command.opts())) return void (await run(...given));
    const act = actOf(command, shown);
    const broken = brokenReason(act.reason);
    if (broken !== undefined) throw new ConfigurationError([`--reason ${broken}`]);
    const logging = loggingOf(options());
    const approved = approvedRequest();
    if (!approvable.has(command) || (approved === undefined && !(await approval?.(...given)))) {
      await logged(logging, act, () => run(...given));
    } else if (approved === undefined) {
      await logged(logging, act, async () => {
        return requestApproval(options(), { ...act, requestedBy: await logging.by() }, logging.now());
      });
    } else {
      const more = { approval: approved.id, requested_by: approved.requestedBy };
      await logged(logging, { ...act, arguments: { ...act.arguments, ...more } }, () => run(...given));
    }
  });
}

/** The words of a command after the program's name. */
export function nameOf(command: Command): string {
  const names: string[] = [];
  for (let one: Command | null = command; one; one = one.parent) names.unshift(one.name());
  return names.filter((name) => name !== PROGRAM).join(' ');
}

function actOf(command: Command, shown: NonNullable<Changing<readonly unknown[]>['shown']>): Act {
  const flags: Readonly<Record<string, unknown>> = command.opts();
  const values: readonly unknown[] = command.processedArgs;
  const given = [
    ...command.registeredArguments.map((argument, n) => [argument.name(), values[n]] as const),
    ...Object.entries(flags).filter(([name]) => name !== 'reason' && command.getOptionValueSource(name) !== 'default'),
  ];
  const inWords = given.flatMap(([name, value]) => {
    if (value === undefined) return [];
    const text = inText(value);
    return [[name, shown[name]?.(text) ?? text]];
  });
  return { command: nameOf(command), arguments: Object.fromEntries(inWords), reason: String(flags.reason) };
}

function inText(value: unknown): string {
  if (value instanceof Map) return [...value].map((pair) => pair.join('=')).join(',');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
