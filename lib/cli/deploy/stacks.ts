import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { ConfigurationError } from '../../config/configuration-error.ts';
import type { Deployable } from './services.ts';

/** A stack by its name and region. */
export type StackRef = Pick<Deployable, 'stack' | 'region'>;

/**
 * The address of the stack's HTTP API.
 * @throws ConfigurationError if the stack does not exist or is incomplete
 */
export async function addressOf(place: StackRef): Promise<string> {
  const stack = await describe(place);
  const address = stack?.Outputs?.find(({ OutputKey }) => OutputKey === 'Address')?.OutputValue;
  if (!address)
    throw new ConfigurationError([`stack ${place.stack} in ${place.region} has no address: deploy the stage first`]);
  return address;
}

export async function stackExists(place: StackRef): Promise<boolean> {
  return (await describe(place)) !== undefined;
}

/** The names of the stack's tables; empty if the stack does not exist. */
export async function tablesOf(place: StackRef): Promise<string[]> {
  if (!(await stackExists(place))) return [];
  const names: string[] = [];
  const client = new CloudFormationClient({ region: place.region });
  for await (const page of paginateListStackResources({ client }, { StackName: place.stack })) {
    for (const { ResourceType, PhysicalResourceId } of page.StackResourceSummaries ?? []) {
      if (ResourceType === 'AWS::DynamoDB::Table' && PhysicalResourceId) names.push(PhysicalResourceId);
    }
  }
  return names;
}

async function describe({ stack, region }: StackRef): Promise<Stack | undefined> {
  try {
    const command = new DescribeStacksCommand({ StackName: stack });
    return (await new CloudFormationClient({ region }).send(command)).Stacks?.[0];
  } catch (error) {
    // CloudFormation has no error class for a missing stack.
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}
