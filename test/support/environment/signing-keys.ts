import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { PrivateKeySet } from '../../../lib/auth/keys.ts';
import type { Stack } from '../../../lib/local/stack.ts';

/**
 * The keys of a stack's orchestrator for the tokens for shards, read like its functions read them.
 */
export async function serviceSigningKeys({ endpoints }: Pick<Stack, 'endpoints'>): Promise<PrivateKeySet> {
  const client = new SSMClient({
    endpoint: endpoints.orchestrator ?? '',
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { Parameter } = await client.send(new GetParameterCommand({ Name: '/mib/local/service-signing-keys' }));
  client.destroy();
  return PrivateKeySet.parse(JSON.parse(Parameter?.Value ?? ''));
}
