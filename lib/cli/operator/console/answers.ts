import stateMachines from '../../../stack/state-machines.cjs';
import { ROUTES } from '../../../web/console/contract.ts';
import type { ConsoleContext } from './context.ts';
import { graphOf } from './graph.ts';
import { type Answer, answer } from './route.ts';

/** The answers to all routes of the contract. */
export function answersOf({ stage }: ConsoleContext): Answer[] {
  return [
    answer(ROUTES.stage, () => stage),
    answer(ROUTES.graph, ({ name }) => graphOf(name, stateMachines.definition(name))),
  ];
}
