import { ConfigurationError } from '../../config/configuration-error.ts';
import { readEnvironment, required } from '../../config/environment.ts';
import { StageSettings, stageSettingsParameter } from '../../domain/stage-settings.ts';
import { ParameterStore } from '../../remote/parameter-store.ts';
import { connect, type OperatorOptions } from './connection.ts';

/**
 * The settings that a stage was deployed with.
 * @throws ConfigurationError if it was deployed by a version without them
 */
export async function stageSettings(options: OperatorOptions): Promise<StageSettings> {
  connect(options);
  return deployedSettings(options.stage, readEnvironment({ AWS_REGION: required }).AWS_REGION);
}

/**
 * The same.
 * @param region that of the orchestrator
 */
export async function deployedSettings(stage: string, region: string): Promise<StageSettings> {
  const name = stageSettingsParameter(stage);
  const stored = await new ParameterStore().read({ name, region });
  const settings = StageSettings.safeParse(JSON.parse(stored?.value ?? '{}'));
  if (settings.success) return settings.data;
  throw new ConfigurationError([
    stored
      ? `parameter ${name} in ${region} is not that of this version: deploy this version first`
      : `parameter ${name} does not exist in ${region}: deploy this version first`,
  ]);
}
