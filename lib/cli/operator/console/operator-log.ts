import { checkOperatorLog, newestActs } from '../../../domain/operator-log.ts';
import type { OutputOf, ReadInputOf } from '../../../web/console/contract.ts';
import { shownAct } from '../log/command.ts';
import type { ConsoleContext } from './context.ts';

/** The newest acts of operators, and whether the log was changed. */
export async function operatorLog(
  { logging: { log }, stage }: Pick<ConsoleContext, 'logging' | 'stage'>,
  { limit }: ReadInputOf<'operatorLog'>,
): Promise<OutputOf<'operatorLog'>> {
  // One read, so that the check is of the acts that are shown.
  const entries = await Array.fromAsync(log.entries());
  const acts = await newestActs(entries, {}, limit);
  const { broken, ...check } = await checkOperatorLog(entries);
  return {
    acts: acts.map(shownAct),
    check: { ...check, ...(broken && { broken }) },
    command: `${stage.command} log --verify`,
  };
}
