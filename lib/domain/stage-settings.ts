import * as z from 'zod/mini';
import { Issuing } from './issuing.ts';

/** What the commands of operators follow on a stage. The stage table has it: lib/stack/stages.yml. */
export const StageSettings = z.object({
  /**
   * Whether the treasury logs in and pays over the public API, as a faucet for tests and first steps. On
   * other stages only operators issue money.
   */
  faucet: z.boolean(),
  /** Whether commands that can do much harm need a second operator. */
  secondPerson: z.boolean(),
  issuing: Issuing,
});
export type StageSettings = z.infer<typeof StageSettings>;

/** The parameter with the settings of a deployed stage. */
export function stageSettingsParameter(stage: string): string {
  return `/mib/${stage}/stage-settings`;
}
