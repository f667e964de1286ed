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
  const { AWS_REGION: region } = readEnvironment({ AWS_REGION: required });
  const name = stageSettingsParameter(options.stage);
  const stored = await new ParameterStore().read({ name, region });
  if (!stored)
    throw new ConfigurationError([`parameter ${name} does not exist in ${region}: deploy this version first`]);
  return StageSettings.parse(JSON.parse(stored.value));
}
