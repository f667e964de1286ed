import { DeleteParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import type { ParameterPlace } from '../store/kept-parameters.ts';

/** The region of every shard of the stage by number, as JSON: where it is laid out, and by how many its wallets are divided. */
export const shardsParameter = (stage: string) => `/mib/${stage}/shards`;

export const treasuryPasswordParameter = (stage: string) => `/mib/${stage}/treasury-password`;

/** Deletes the parameter if it is there. */
export async function deleteParameter({ name, region }: ParameterPlace): Promise<void> {
  try {
    await new SSMClient({ region }).send(new DeleteParameterCommand({ Name: name }));
  } catch (error) {
    if (!(error instanceof ParameterNotFound)) throw error;
  }
}
