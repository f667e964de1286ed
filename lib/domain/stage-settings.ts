import * as z from 'zod/mini';

/** What the commands of operators follow on a stage. The stage table has it: lib/stack/stages.yml. */
export const StageSettings = z.object({
  /** Whether commands that can do much harm need a second operator. */
  secondPerson: z.boolean(),
});
export type StageSettings = z.infer<typeof StageSettings>;

/** The parameter with the settings of a deployed stage. */
export function stageSettingsParameter(stage: string): string {
  return `/mib/${stage}/stage-settings`;
}
