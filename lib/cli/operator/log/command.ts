import { Command } from 'commander';
import { checkOperatorLog, newestActs, type OperatorAct, type OperatorLogCheck } from '../../../domain/operator-log.ts';
import type { OperatorOptions } from '../connection.ts';
import { iso } from '../iso-time.ts';
import { json } from '../print.ts';
import { readTimes } from '../time-span.ts';
import { wholeNumber } from '../whole-number.ts';
import { reading } from './declared.ts';
import { operatorLogOf } from './logging.ts';

interface Flags {
  readonly since?: string;
  readonly until?: string;
  readonly by?: string;
  readonly command?: string;
  readonly limit: number;
  readonly verify: boolean;
  readonly head?: string;
}

/**
 * `log`: what operators did, and whether the log was changed afterwards.
 * @param options the program's global options
 */
export function logCommand(options: () => OperatorOptions): Command {
  const command = new Command('log')
    .description(
      'Shows what operators did, the newest first. With --verify it checks the chain, and exits with 1 where it breaks.',
    )
    .option('--since <time>', 'the start, for example 2026-11-23T09:00:00Z')
    .option('--until <time>', 'the end, excluded')
    .option('--by <text>', "a part of the operator's name")
    .option('--command <words>', 'the command, or its first words')
    .option('--limit <number>', 'the most that are shown', wholeNumber, 100)
    .option('--verify', 'check the chain of hashes', false)
    .option('--head <hash>', 'with --verify: a head that was noted earlier, which the chain must still have');
  return reading(command, async (flags: Flags) => {
    const log = operatorLogOf(options());
    if (flags.verify || flags.head !== undefined) {
      const check = await checkOperatorLog(log.entries(), flags.head);
      if (options().json) json(check);
      else for (const line of linesOfCheck(check)) console.log(line);
      process.exitCode = check.verified ? 0 : 1;
      return;
    }
    const { by, command: words } = flags;
    const acts = await newestActs(log.entries(), { ...readTimes(flags), by, command: words }, flags.limit);
    if (options().json) json(acts.map(shownAct));
    else if (acts.length === 0) console.log('no such command is in the log');
    else for (const act of acts) for (const line of linesOfAct(act)) console.log(line);
  });
}

/** An act as JSON shows it: times in words, and no hash but its own. */
export function shownAct({ intent, outcome }: OperatorAct) {
  const { seq, at, by, command, reason, hash } = intent;
  return {
    seq,
    at: iso(at),
    by,
    command,
    arguments: intent.arguments,
    reason,
    hash,
    ...(outcome && {
      outcome: {
        at: iso(outcome.at),
        result: outcome.result,
        ...(outcome.detail !== undefined && { detail: outcome.detail }),
      },
    }),
  };
}

function linesOfAct(act: OperatorAct): string[] {
  const { seq, at, by, command, reason, outcome, arguments: given } = shownAct(act);
  const words = Object.entries(given).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const ended = outcome
    ? `${outcome.result} at ${outcome.at}${outcome.detail === undefined ? '' : `: ${outcome.detail}`}`
    : 'no outcome: it is still running, or was stopped';
  return [`${seq}  ${at}  ${by}`, `  ${[command, ...words].join(' ')}`, `  reason: ${reason}`, `  ${ended}`];
}

function linesOfCheck({ verified, entries, head, broken }: OperatorLogCheck): string[] {
  if (verified) return [`all ${entries} entries are as they were written`, `head ${head}`];
  return ['THE OPERATOR LOG WAS CHANGED', `  ${broken?.detail}`, `  ${entries} entries before that are whole`];
}
