import { SSMClient } from '@aws-sdk/client-ssm';
import type { Credentials } from './signed-call.ts';

/**
 * The credentials of an operator, wherever the SDK finds them: the environment, a profile, a role.
 */
export async function operatorCredentials(): Promise<Credentials> {
  const { accessKeyId, secretAccessKey, sessionToken } = await new SSMClient({}).config.credentials();
  return { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };
}
