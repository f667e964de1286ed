import { type OutputOf, ROUTES } from '../../../web/console/contract.ts';
import { type LocalSwitchboard, SwitchboardError } from '../local-stage.ts';
import { ConsoleProblem } from './problems.ts';
import { type Answer, answer } from './route.ts';

/** The answers that break a local stack, or say that there is none. */
export function faultAnswers(switchboard: LocalSwitchboard | undefined): Answer[] {
  const ask = async (target: string, body?: object): Promise<OutputOf<'faults'>> => {
    if (!switchboard) throw new ConsoleProblem('not_here', 'Only a stack that npm start runs can be broken.');
    try {
      return await switchboard.ask(ROUTES.faults.output, target, body);
    } catch (error) {
      if (!(error instanceof SwitchboardError)) throw error;
      throw new ConsoleProblem(error.status === 409 ? 'not_now' : 'unreachable', error.message);
    }
  };
  return [
    answer(ROUTES.faults, () => ask('/faults')),
    answer(ROUTES.stopProcess, (input) => ask('/stop', input)),
    answer(ROUTES.startProcess, (input) => ask('/start', input)),
    answer(ROUTES.killProcess, (input) => ask('/kill', input)),
    answer(ROUTES.beginOutage, (input) => ask('/outage', input)),
  ];
}
