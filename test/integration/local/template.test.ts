import { readTemplate } from '../../../lib/local/template/template.ts';

interface Parts {
  resources?: Record<string, unknown>;
  substitutions?: Record<string, unknown>;
  definition?: unknown;
  functions?: Record<string, unknown>;
}

const ESBUILD = {
  bundle: true,
  minify: true,
  keepNames: true,
  format: 'cjs',
  target: 'node24',
  sourcemap: true,
  sourcesContent: false,
  outputFileExtension: '.cjs',
  exclude: [],
};

/**
 * What `serverless print` says of a service with two tables, one of them with a stream, and one
 * state machine.
 */
function printed({ substitutions = {}, definition = {}, functions = {}, resources = {} }: Parts = {}): string {
  return JSON.stringify({
    service: 'shop',
    provider: { region: 'eu-north-1', environment: { EVERYWHERE: 'a', WHICH: 'provider' } },
    functions,
    custom: { esbuild: ESBUILD, 'serverless-offline': { useInProcess: true } },
    resources: {
      Resources: {
        ...resources,
        ItemsTable: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            TableName: 'shop-items',
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
          },
        },
        SalesTable: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            TableName: 'shop-sales',
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
          },
        },
        Role: { Type: 'AWS::IAM::Role', Properties: {} },
        Sell: {
          Type: 'AWS::StepFunctions::StateMachine',
          Properties: {
            StateMachineName: 'shop-sell',
            DefinitionString: JSON.stringify(definition),
            DefinitionSubstitutions: substitutions,
          },
        },
      },
    },
  });
}

const aFunction = (more: object = {}) => ({ name: 'shop-local-f', handler: 'f.handler', ...more });

describe('readTemplate', () => {
  it('reads tables as the input of CreateTable, and the attribute of their items’ expiry', () => {
    const [table] = readTemplate(printed()).tables;
    expect(table?.ttlAttribute).toBe('expires_at');
    expect(table?.definition).toEqual({
      TableName: 'shop-items',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
  });

  it("reads functions with their routes and their environment over the provider's", () => {
    const functions = {
      sell: aFunction({
        events: [{ httpApi: 'POST /sell' }, { schedule: 'rate(1 minute)' }, { httpApi: '*' }],
        environment: { WHICH: 'function' },
      }),
    };
    expect(readTemplate(printed({ functions })).functions).toEqual([
      {
        key: 'sell',
        name: 'shop-local-f',
        handler: 'f.handler',
        routes: ['POST /sell', '*'],
        environment: { EVERYWHERE: 'a', WHICH: 'function' },
      },
    ]);
  });

  it('passes functions and schedules to serverless-offline, and no route', () => {
    const functions = {
      sell: aFunction({
        timeout: 50,
        memorySize: 256,
        iamRoleStatements: [],
        events: [{ httpApi: 'POST /sell' }, { schedule: 'rate(1 minute)' }],
        environment: { WHICH: 'function' },
      }),
    };
    expect(readTemplate(printed({ functions })).offline).toEqual({
      service: 'shop',
      provider: { region: 'eu-north-1', environment: { EVERYWHERE: 'a', WHICH: 'provider' } },
      functions: {
        sell: {
          name: 'shop-local-f',
          handler: 'f.handler',
          timeout: 50,
          memorySize: 256,
          environment: { WHICH: 'function' },
          events: [{ schedule: 'rate(1 minute)' }],
        },
      },
      custom: { 'serverless-offline': { useInProcess: true } },
    });
  });

  const stream = {
    type: 'dynamodb',
    arn: { 'Fn::GetAtt': ['SalesTable', 'StreamArn'] },
    batchSize: 7,
    filterPatterns: [{ dynamodb: { NewImage: { sold: { BOOL: [true] } } } }],
    functionResponseType: 'ReportBatchItemFailures',
    batchWindow: 1,
  };
  const withStream = (more: object = {}) =>
    printed({ functions: { tell: aFunction({ events: [{ stream: { ...stream, ...more } }] }) } });

  it('reads which functions are called with which changes of a table', () => {
    const service = readTemplate(withStream());
    expect(service.streams).toEqual([
      {
        table: 'shop-sales',
        functionName: 'shop-local-f',
        batchSize: 7,
        batchWindowMs: 1_000,
        patterns: stream.filterPatterns,
      },
    ]);
    const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' };
    expect(service.tables[1]?.definition).toMatchObject({ StreamSpecification });
  });

  it.each([
    ['of a table without one', { arn: { 'Fn::GetAtt': ['ItemsTable', 'StreamArn'] } }, 'ItemsTable, which has none'],
    ['with a filter that this machine does not know', { filterPatterns: [{ a: [{ prefix: 'x' }] }] }, 'filterPatterns'],
    ['for a function that cannot say where it failed', { functionResponseType: undefined }, 'functionResponseType'],
  ])('refuses a stream %s', (_what, more, message) => {
    expect(() => readTemplate(withStream(more))).toThrow(message);
  });

  const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
  const queues = {
    SalesQueue: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: 'shop-sales',
        RedrivePolicy: { deadLetterTargetArn: arnOf('LostQueue'), maxReceiveCount: 5 },
      },
    },
    LostQueue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'shop-lost', MessageRetentionPeriod: 60 } },
    SalesRule: {
      Type: 'AWS::Events::Rule',
      Properties: { EventPattern: { source: ['shop'] }, Targets: [{ Id: 'sales', Arn: arnOf('SalesQueue') }] },
    },
  };
  const sqs = {
    arn: arnOf('SalesQueue'),
    batchSize: 5,
    maximumConcurrency: 2,
    functionResponseType: 'ReportBatchItemFailures',
  };
  const withQueues = (more: object = {}, resources: Record<string, unknown> = queues) =>
    printed({ resources, functions: { tell: aFunction({ events: [{ sqs: { ...sqs, ...more } }] }) } });

  it('has its queues, the rules that fill them and the functions that read them', () => {
    const service = readTemplate(withQueues());
    const arn = 'arn:aws:sqs:eu-north-1:000000000000:shop-sales';
    expect(service.queues).toEqual([
      { name: 'shop-sales', arn, redrive: { queue: 'shop-lost', maxReceiveCount: 5 } },
      { name: 'shop-lost', arn: 'arn:aws:sqs:eu-north-1:000000000000:shop-lost' },
    ]);
    expect(service.rules).toEqual([{ pattern: { source: ['shop'] }, queue: 'shop-sales' }]);
    expect(service.queueMappings).toEqual([
      { queue: 'shop-sales', functionName: 'shop-local-f', batchSize: 5, maximumConcurrency: 2 },
    ]);
  });

  it.each([
    ['a queue that is not declared', { arn: arnOf('Nothing') }, 'reads the queue Nothing'],
    ['larger batches than SQS gives', { batchSize: 11 }, 'batchSize'],
    ['no bound of concurrency', { maximumConcurrency: undefined }, 'maximumConcurrency'],
    ['no report of failed messages', { functionResponseType: undefined }, 'functionResponseType'],
  ])('refuses a function with %s', (_what, more, message) => {
    expect(() => readTemplate(withQueues(more))).toThrow(message);
  });

  it('refuses a rule whose target is no queue', () => {
    const rule = { ...queues.SalesRule.Properties, Targets: [{ Id: 'x', Arn: arnOf('ItemsTable') }] };
    const resources = { ...queues, SalesRule: { ...queues.SalesRule, Properties: rule } };
    expect(() => readTemplate(withQueues({}, resources))).toThrow('ItemsTable is no queue here');
  });

  it.each([
    ['pay', 'PayLambdaFunction'],
    ['pay_out', 'PayUnderscoreoutLambdaFunction'],
    ['pay-out', 'PayDashoutLambdaFunction'],
  ])('finds function %s by its name %s in CloudFormation', (key, logicalId) => {
    const source = printed({
      functions: { [key]: aFunction({ name: `shop-local-${key}` }) },
      definition: { States: { A: { Parameters: { FunctionName: '${Pay}' } } } },
      substitutions: { Pay: { 'Fn::GetAtt': [logicalId, 'Arn'] } },
    });
    const arn = `arn:aws:lambda:eu-north-1:000000000000:function:shop-local-${key}`;
    expect(readTemplate(source).stateMachines).toEqual([
      {
        name: 'shop-sell',
        arn: 'arn:aws:states:eu-north-1:000000000000:stateMachine:shop-sell',
        definition: { States: { A: { Parameters: { FunctionName: arn } } } },
      },
    ]);
  });

  it('puts names of tables and plain text into a definition, also inside a longer text', () => {
    const source = printed({
      definition: { Comment: '${Table} and ${Word}', States: [{ TableName: '${Table}' }], Other: 1 },
      substitutions: { Table: { Ref: 'ItemsTable' }, Word: 'word' },
    });
    expect(readTemplate(source).stateMachines[0]?.definition).toEqual({
      Comment: 'shop-items and word',
      States: [{ TableName: 'shop-items' }],
      Other: 1,
    });
  });

  it.each([
    ['a name that nothing defines', {}, '${Table}, which nothing defines'],
    ['a table that is not there', { Table: { Ref: 'NoTable' } }, 'refers to NoTable'],
    ['a function that is not there', { Table: { 'Fn::GetAtt': ['NoLambdaFunction', 'Arn'] } }, 'NoLambdaFunction.Arn'],
  ])('refuses %s in a state machine', (_what, substitutions, message) => {
    expect(() => readTemplate(printed({ definition: { TableName: '${Table}' }, substitutions }))).toThrow(message);
  });
});
