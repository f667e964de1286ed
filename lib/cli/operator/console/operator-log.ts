import { checkOperatorLog, newestActs } from '../../../domain/operator-log.ts';
import type { OutputOf, ReadInputOf } from '../../../web/console/contract.ts';
import { shownAct } from '../log/command.ts';
import type { ConsoleContext } from './context.ts';

/** The newest acts of operators, and whether anybody has changed the log. */
export async function operatorLog(
  { logging: { log }, stage }: Pick<ConsoleContext, 'logging' | 'stage'>,
  { limit }: ReadInputOf<'operatorLog'>,
): Promise<OutputOf<'operatorLog'>> {
  const acts = await newestActs(log.entries(), {}, limit);
  const { broken, ...check } = await checkOperatorLog(log.entries());
  return {
    acts: acts.map(shownAct),
    check: { ...check, ...(broken && { broken }) },
    command: `${stage.command} log --verify`,
  };
}
