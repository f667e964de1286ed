import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

/**
 * The ARN of the identity that this process calls AWS with: a user, or a role with the name of its
 * session. AWS says it, so that no variable of this machine can claim another one.
 * @throws Error of the SDK without valid credentials
 */
export async function callerIdentity(): Promise<string> {
  const { Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
  if (Arn === undefined) throw new Error('AWS does not say whose credentials these are');
  return Arn;
}
