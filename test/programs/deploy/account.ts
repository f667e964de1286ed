import { ApiGatewayV2Client, GetApisCommand } from '@aws-sdk/client-apigatewayv2';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand, ListDashboardsCommand } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, ListEventBusesCommand } from '@aws-sdk/client-eventbridge';
import { IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import { LambdaClient, ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { DescribeParametersCommand, GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { queueNames } from './queue.ts';

/** The configuration of clients for the endpoint. */
export interface AccountConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The resources at the endpoint, read by the API of every service that a stack uses. */
export class Account {
  readonly config: AccountConfig;

  constructor({ AWS_ENDPOINT_URL: endpoint = '', AWS_REGION: region = '' }: NodeJS.ProcessEnv) {
    this.config = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  }

  /** The value of a parameter. */
  async parameter(name: string): Promise<string> {
    const command = new GetParameterCommand({ Name: name, WithDecryption: true });
    return (await new SSMClient(this.config).send(command)).Parameter?.Value ?? '';
  }

  /** The address in the stack's outputs. */
  async address(stack: string): Promise<string> {
    const client = new CloudFormationClient(this.config);
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }));
    return Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'Address')?.OutputValue ?? '';
  }

  /** The number of resources of each stack. */
  async resources(): Promise<Map<string, number>> {
    const client = new CloudFormationClient(this.config);
    const counts = new Map<string, number>();
    for (const { StackName = '' } of (await client.send(new DescribeStacksCommand({}))).Stacks ?? []) {
      for await (const page of paginateListStackResources({ client }, { StackName })) {
        counts.set(StackName, (counts.get(StackName) ?? 0) + (page.StackResourceSummaries?.length ?? 0));
      }
    }
    return counts;
  }

  /** Every existing resource of mib, by kind and name. */
  async everything(): Promise<string[]> {
    const { config } = this;
    const logs = new CloudWatchLogsClient(config);
    const watch = new CloudWatchClient(config);
    const found: [string, (string | undefined)[] | undefined][] = [
      ['stack', [...(await this.resources()).keys()]],
      ['bucket', (await new S3Client(config).send(new ListBucketsCommand())).Buckets?.map(({ Name }) => Name)],
      ['table', (await new DynamoDBClient(config).send(new ListTablesCommand())).TableNames],
      [
        'function',
        (await new LambdaClient(config).send(new ListFunctionsCommand())).Functions?.map((f) => f.FunctionName),
      ],
      [
        'source of a function',
        (await new LambdaClient(config).send(new ListEventSourceMappingsCommand())).EventSourceMappings?.map(
          (mapping) => `${mapping.EventSourceArn} to ${mapping.FunctionArn}`,
        ),
      ],
      ['bus', (await new EventBridgeClient(config).send(new ListEventBusesCommand())).EventBuses?.map((b) => b.Name)],
      ['queue', await queueNames(config)],
      ['api', (await new ApiGatewayV2Client(config).send(new GetApisCommand())).Items?.map(({ Name }) => Name)],
      [
        'state machine',
        (await new SFNClient(config).send(new ListStateMachinesCommand())).stateMachines?.map((m) => m.name),
      ],
      [
        'parameter',
        (await new SSMClient(config).send(new DescribeParametersCommand())).Parameters?.map(({ Name }) => Name),
      ],
      ['role', (await new IAMClient(config).send(new ListRolesCommand())).Roles?.map(({ RoleName }) => RoleName)],
      ['log group', (await logs.send(new DescribeLogGroupsCommand())).logGroups?.map((group) => group.logGroupName)],
      ['alarm', (await watch.send(new DescribeAlarmsCommand())).MetricAlarms?.map(({ AlarmName }) => AlarmName)],
      ['dashboard', (await watch.send(new ListDashboardsCommand())).DashboardEntries?.map((d) => d.DashboardName)],
    ];
    return found
      .flatMap(([kind, names]) => (names ?? []).map((name) => `${kind} ${name}`))
      .filter((name) => /mib/.test(name));
  }
}
