import { setTimeout } from 'node:timers/promises';
import { type OutputOf, ROUTES } from '../../../web/console/contract.ts';
import { type LocalSwitchboard, SwitchboardError } from '../local-stage.ts';
import { ConsoleProblem } from './problems.ts';
import { type Answer, answer } from './route.ts';

/** Preparing needs parts that may be out of reach. A fault waits no longer for it. */
const PREPARED_MS = 1_000;

/**
 * The answers that break a local stack, or say that there is none.
 * @param prepare makes what is needed while the stack is broken. It runs before each fault.
 */
export function faultAnswers(switchboard: LocalSwitchboard | undefined, prepare: () => Promise<unknown>): Answer[] {
  const ask = async (target: string, body?: object): Promise<OutputOf<'faults'>> => {
    if (!switchboard) throw new ConsoleProblem('not_here', 'Only a stack that npm start runs can be broken.');
    try {
      return await switchboard.ask(ROUTES.faults.output, target, body);
    } catch (error) {
      if (!(error instanceof SwitchboardError)) throw error;
      throw new ConsoleProblem(error.status === 409 ? 'not_now' : 'unreachable', error.message);
    }
  };
  const give = async (target: string, fault: object) => {
    if (switchboard)
      await Promise.race([Promise.allSettled([prepare()]), setTimeout(PREPARED_MS, undefined, { ref: false })]);
    return ask(target, fault);
  };
  return [
    answer(ROUTES.faults, () => ask('/faults')),
    answer(ROUTES.stopProcess, (input) => give('/stop', input)),
    answer(ROUTES.startProcess, (input) => ask('/start', input)),
    answer(ROUTES.killProcess, (input) => give('/kill', input)),
    answer(ROUTES.beginOutage, (input) => give('/outage', input)),
  ];
}
