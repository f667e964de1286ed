import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { orchestratorDocument } from '../../../lib/api/orchestrator.ts';
import {
  addressKeyParameter,
  formerSigningKeysParameter,
  publicKeysParameter,
  receiptPublicKeysParameter,
  receiptSigningKeysParameter,
  serviceSigningKeysParameter,
  userPublicKeysParameter,
  userSigningKeysParameter,
} from '../../../lib/cli/operator/keys/parameters.ts';
import { webhooksParameter } from '../../../lib/cli/operator/webhooks/parameter.ts';
import { StageSettings, stageSettingsParameter } from '../../../lib/domain/stage-settings.ts';
import { MAX_WAIT_SECONDS } from '../../../lib/domain/wait-preference.ts';
import { listedParameter } from '../../../lib/domain/webhook-subscription.ts';
import { NESTED } from '../../../lib/stack/nested-template.cjs';
import trail from '../../../lib/stack/trail.cjs';
import { type Packaged, packageServices } from './packaged.ts';
import {
  EXCEPTIONS,
  exceptionFor,
  functionsOf,
  type ReadFunction,
  resourcesOf,
  rolesOf,
  unexplained,
} from './permissions.ts';
import { secretsIn } from './secrets.ts';
import { describeUsedPermissions } from './used-permissions.ts';

const STAGE = 'prod';
const BOUNDARY = 'arn:aws:iam::123456789012:policy/bounds/mib';
const LARGEST_BYTES = 340 * 1024;
/** @simplewebauthn/server and what reads the certificates of authenticators. */
const LARGEST_WITH_PASSKEYS_BYTES = 470 * 1024;
const CHECK_PASSKEYS = new Set(['add_passkey', 'login_with_passkey', 'step_up']);
/** Of the 500 that CloudFormation allows: the next nested stack takes a change of the plugin. */
const MOST_NESTED = 450;
/** A stack takes no new function from here on: `custom.nestedFunctions` of serverless.yml does. */
const MOST_RESOURCES = 490;
/** A right to a table's stream is not a right to its items. */
const STREAM = /\.StreamArn$/;
/** The functions whose zip contains Swagger UI. */
const DOCS = 'docs';
const LARGEST_WITH_SWAGGER_UI_BYTES = 700 * 1024;
/** All functions of a shard have the same environment. These do not read it. */
const READS_NOTHING = /^mib-shard-.*-(not_found|openapi|docs)$/;
/** And this one reads only what is its own. */
const READS_OWN = /^mib-shard-.*-post$/;
/** And this one reads entries, wherever their wallets are. */
const READS_ENTRIES = /^mib-shard-.*-entries$/;
const OF_ALL = ['SHARD_WALLETS_TABLE', 'SERVICE_PUBLIC_KEYS_PARAMETER'];

let packaged: readonly Packaged[];
let remove: () => void = () => {};
beforeAll(async () => {
  ({ packaged, remove } = await packageServices(STAGE, { PERMISSIONS_BOUNDARY: BOUNDARY }));
}, 180_000);
afterAll(() => remove());

const GetAtt = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
const Mapping = z.object({
  FunctionName: GetAtt,
  EventSourceArn: GetAtt,
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: GetAtt }) }).optional(),
});

const statements = () => packaged.flatMap(({ template }) => rolesOf(template).flatMap((role) => role.statements));
/** How many queues each of these functions sends to. */
const QUEUES_SENT_TO: ReadonlyMap<string, number> = new Map([
  ['change_wallet_controls', 1],
  ['close_wallet', 1],
  ['deliver', 3],
  ['fan_out', 2],
  ['deliver_to_users', 1],
  ['resend_delivery', 1],
  ['test_webhook', 1],
]);
const allFunctions = () =>
  packaged.flatMap(({ template }) => functionsOf(template).map((declared) => ({ declared, template })));

/** The routes of an OpenAPI document that do not need a token. */
function publicRoutesOf({ paths = {} }: ReturnType<typeof orchestratorDocument>): string[] {
  return Object.entries(paths).flatMap(([path, { get, post, patch, delete: remove }]) =>
    Object.entries({ GET: get, POST: post, PATCH: patch, DELETE: remove })
      .filter(([, operation]) => operation?.security?.length === 0)
      .map(([method]) => `${method} ${path}`),
  );
}

/**
 * The resources of one AWS service that a function may use, by logical id or the end of the ARN,
 * without indexes.
 */
function allowed({ declared, template }: ReturnType<typeof allFunctions>[number], service: string): string[] {
  const role = rolesOf(template).find(({ id }) => id === declared.role);
  const resources = role?.statements.filter(({ Action }) => Action.some((action) => action.startsWith(`${service}:`)));
  return [...new Set(resources?.flatMap(({ Resource }) => Resource).map(nameOf))].sort();
}

function nameOf(resource: string): string {
  return resource
    .replace(/^\$\{(\w+)\.Arn\}\/index\/\w+$/, '$1')
    .replace(/\.Arn$/, '')
    .replace(/^arn:.*:parameter/, '');
}

/** The values of a function's variables whose names have this ending. */
function declaredBy({ name, variables }: ReadFunction, ending: string): string[] {
  if (READS_NOTHING.test(name)) return [];
  const ofEntries = READS_ENTRIES.test(name) ? ['SHARD_WALLETS_TABLE'] : [];
  const others = READS_OWN.test(name) ? OF_ALL : ofEntries;
  const found = Object.entries(variables).filter(
    ([variable]) => variable.endsWith(ending) && !others.includes(variable),
  );
  return found.map(([, value]) => (typeof value === 'string' ? value : JSON.stringify(value))).sort();
}

describe('every function', () => {
  it('has a role of its own, and only the state machines and the API have further roles', () => {
    for (const { template } of packaged) {
      const used = functionsOf(template).map(({ role }) => role);
      expect(used).toEqual([...new Set(used)]);
      const machines = resourcesOf(template, 'AWS::StepFunctions::StateMachine').map(([id]) => `${id}Role`);
      expect(
        rolesOf(template)
          .map(({ id }) => id)
          .sort(),
      ).toEqual([...used, ...machines, 'HttpApiRole'].sort());
    }
  });

  it('may use exactly the tables that its environment names', () => {
    for (const one of allFunctions()) {
      const tables = resourcesOf(one.template, 'AWS::DynamoDB::Table');
      const named = allowed(one, 'dynamodb').filter((resource) => !STREAM.test(resource));
      const names = named.map((id) => tables.find(([table]) => table === id)?.[1].TableName ?? id);
      expect([one.declared.name, names.sort()]).toEqual([one.declared.name, declaredBy(one.declared, '_TABLE')]);
    }
  });

  it('may read exactly the parameters that its environment names', () => {
    for (const one of allFunctions()) {
      const declared = declaredBy(one.declared, '_PARAMETER');
      expect([one.declared.name, allowed(one, 'ssm')]).toEqual([one.declared.name, declared]);
    }
  });

  it('may start exactly the state machines that its environment names', () => {
    for (const one of allFunctions()) {
      const machines = resourcesOf(one.template, 'AWS::StepFunctions::StateMachine');
      const arns = allowed(one, 'states').map((id) => {
        const name = machines.find(([machine]) => machine === id)?.[1].StateMachineName ?? id;
        const arn = 'arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:';
        return JSON.stringify({ 'Fn::Sub': `${arn}${name}` });
      });
      const declared = declaredBy(one.declared, '_STATE_MACHINE_ARN');
      expect([one.declared.name, arns.sort()]).toEqual([one.declared.name, declared]);
    }
  });

  it('may publish on exactly the bus that its environment names', () => {
    for (const one of allFunctions()) {
      const buses = resourcesOf(one.template, 'AWS::Events::EventBus');
      const names = allowed(one, 'events')
        // Listing the rules of a bus accepts no resource.
        .filter((id) => id !== '*')
        .map((id) => buses.find(([bus]) => bus === id)?.[1].Name ?? id);
      expect([one.declared.name, names]).toEqual([one.declared.name, declaredBy(one.declared, 'EVENT_BUS')]);
    }
  });

  it('may read exactly its streams and queues, and write to exactly the queues of its sources and its environment', () => {
    for (const one of allFunctions()) {
      const mappings = resourcesOf(one.template, 'AWS::Lambda::EventSourceMapping').map(([, properties]) =>
        Mapping.parse(properties),
      );
      const own = mappings.filter(({ FunctionName }) => FunctionName['Fn::GetAtt'][0] === one.declared.id);
      const sources = own.map(({ EventSourceArn }) => EventSourceArn['Fn::GetAtt'].join('.'));
      const queues = resourcesOf(one.template, 'AWS::SQS::Queue');
      const urls = declaredBy(one.declared, '_QUEUE_URL');
      const used = new Set([
        ...sources.filter((source) => !STREAM.test(source)).map((source) => source.split('.')[0]),
        ...own.flatMap(({ DestinationConfig }) => DestinationConfig?.OnFailure.Destination['Fn::GetAtt'][0] ?? []),
        ...queues.filter(([, { QueueName }]) => urls.some((url) => url.includes(`/${QueueName}"`))).map(([id]) => id),
      ]);
      expect([
        one.declared.name,
        allowed(one, 'dynamodb').filter((resource) => STREAM.test(resource)),
        new Set(allowed(one, 'sqs')),
      ]).toEqual([one.declared.name, sources.filter((source) => STREAM.test(source)), used]);
      expect([one.declared.name, urls.length]).toEqual([
        one.declared.name,
        QUEUES_SENT_TO.get(one.declared.name.replace(`mib-${STAGE}-`, '')) ?? 0,
      ]);
    }
  });

  it('has a zip of at most 340 KB, 470 KB if it checks passkeys, or 700 KB with Swagger UI', () => {
    const sizes = packaged.flatMap((one) => Object.entries(one.sizes));
    expect(sizes.length).toBe(allFunctions().length);
    const limitOf = (name: string) => (CHECK_PASSKEYS.has(name) ? LARGEST_WITH_PASSKEYS_BYTES : LARGEST_BYTES);
    expect(sizes.filter(([name, bytes]) => name !== DOCS && bytes > limitOf(name))).toEqual([]);
    expect(sizes.filter(([, bytes]) => bytes > LARGEST_WITH_SWAGGER_UI_BYTES)).toEqual([]);
  });
});

/** The throttling of a route by API Gateway, in requests a second. */
const RouteSettings = z.strictObject({ ThrottlingRateLimit: z.number(), ThrottlingBurstLimit: z.number() });
const Stage = z.object({
  DependsOn: z.array(z.string()),
  Properties: z.object({ DefaultRouteSettings: RouteSettings, RouteSettings: z.record(z.string(), RouteSettings) }),
});
const Route = z.object({ RouteKey: z.string() });

/** The routes of an API with their logical ids, and the settings of its stage for them. */
function apiOf({ template }: Packaged) {
  const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(
    ([id, properties]) => [Route.parse(properties).RouteKey, id] as const,
  );
  const [stage] = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Stage');
  const { DependsOn, Properties } = Stage.parse(stage);
  return {
    routes: new Map(routes),
    dependsOn: DependsOn,
    all: Properties.DefaultRouteSettings,
    own: Properties.RouteSettings,
  };
}

/** The routes without a token: those that the document says so of, and the catch-all route. */
const PUBLIC_ROUTES = ['$default', ...publicRoutesOf(orchestratorDocument())];

describe('the rate limits of API Gateway', () => {
  it('are small for every route without a token, and the whole limit of the API for transfers', () => {
    for (const one of packaged) {
      const { routes, all, own } = apiOf(one);
      // The document writes `{path}` for `{path+}`.
      const open = [...routes.keys()].filter((route) => PUBLIC_ROUTES.includes(route.replace('+}', '}')));
      const transfers = one.name === 'orchestrator' ? ['POST /api/user/do_transaction'] : [];
      const batches = one.name === 'orchestrator' ? ['POST /api/user/transfers:batch'] : [];
      expect(Object.keys(own).sort()).toEqual([...open, ...transfers, ...batches].sort());
      // A batch has up to 100 transfers.
      for (const route of batches)
        expect(own[route]?.ThrottlingRateLimit).toBeLessThanOrEqual(all.ThrottlingRateLimit / 5);
      for (const route of open)
        expect(own[route]?.ThrottlingRateLimit).toBeLessThanOrEqual(all.ThrottlingRateLimit / 5);
      for (const route of transfers) expect(own[route]).toEqual(all);
    }
  });

  it('are set only after the routes that they name exist', () => {
    for (const one of packaged) {
      const { routes, dependsOn, own } = apiOf(one);
      expect(Object.keys(own).map((route) => [route, routes.get(route)])).toEqual(
        Object.keys(own).map((route) => [route, dependsOn.find((id) => id === routes.get(route))]),
      );
    }
  });
});

describe('do_transaction of a protected stage', () => {
  it('has concurrency and time of its own, so that requests that wait leave the rest to others', () => {
    const functions = packaged.flatMap(({ template }) => resourcesOf(template, 'AWS::Lambda::Function'));
    const found = functions
      .map(([, properties]) => properties)
      .find((one) => one.FunctionName === `mib-${STAGE}-do_transaction`);
    expect(found).toMatchObject({ ReservedConcurrentExecutions: 300 });
    expect(Number(found?.Timeout)).toBeGreaterThan(MAX_WAIT_SECONDS);
  });
});

describe('a shard of a protected stage', () => {
  it('has no routes for documentation', () => {
    const [orchestrator = [], shard = []] = packaged.map((one) => [...apiOf(one).routes.keys()]);
    const documentation = ['GET /openapi.json', 'GET /docs', 'GET /docs/{file}'];
    expect(documentation.filter((route) => orchestrator.includes(route))).toEqual(documentation);
    expect(documentation.filter((route) => shard.includes(route))).toEqual([]);
    expect(shard).toContain('$default');
  });
});

describe('Swagger UI', () => {
  it('is in the zips of the functions that serve it, and in no other zip', () => {
    for (const { sizes, has } of packaged) {
      for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']) {
        const packed = Object.keys(sizes).filter((name) => has(name, `node_modules/swagger-ui-dist/${file}`));
        expect([file, packed]).toEqual([file, [DOCS]]);
      }
    }
  });
});

describe('the wallet in the browser', () => {
  it('is in the zip of the function that serves it, and in no other zip', () => {
    const holders = packaged.flatMap(({ sizes, has }) =>
      Object.keys(sizes).filter((name) => has(name, '.web/wallet/index.html')),
    );
    expect(holders).toEqual(['app']);
  });
});

describe('every role', () => {
  it('names its actions without wildcards', () => {
    expect(
      statements()
        .flatMap(({ Action }) => Action)
        .filter((action) => action.includes('*')),
    ).toEqual([]);
  });

  it('names its resources without wildcards, except where AWS requires one', () => {
    expect(unexplained(statements())).toEqual([]);
  });

  it('has only the policies in its template', () => {
    expect(packaged.flatMap(({ template }) => rolesOf(template).flatMap(({ managed }) => managed))).toEqual([]);
    const elsewhere = packaged.flatMap(({ template }) =>
      ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) => resourcesOf(template, type)),
    );
    expect(elsewhere).toEqual([]);
  });

  it('has the permissions boundary that the deployer names', () => {
    const roles = packaged.flatMap(({ template }) => resourcesOf(template, 'AWS::IAM::Role'));
    expect(roles.filter(([, { PermissionsBoundary }]) => PermissionsBoundary !== BOUNDARY).map(([id]) => id)).toEqual(
      [],
    );
    expect(roles.length).toBeGreaterThan(allFunctions().length);
  });

  it('is covered by exceptions that are all needed', () => {
    const used = statements().flatMap(({ Action, Resource }) => Resource.map((one) => exceptionFor(Action, one)));
    expect(EXCEPTIONS.filter((exception) => !used.includes(exception)).map(({ reason }) => reason)).toEqual([]);
  });
});

describe('the tables of operators', () => {
  const tableOf = (ending: string) => {
    const [found, ...others] = packaged.flatMap(({ template }) =>
      Object.values(template.Resources).filter(({ Properties }) => Properties?.TableName === `mib-${STAGE}-${ending}`),
    );
    expect(others).toEqual([]);
    return JSON.parse(JSON.stringify(found));
  };

  it.each(['operator-log', 'approvals', 'issuing'])('%s cannot be deleted on a protected stage', (ending) => {
    const { Properties } = tableOf(ending);
    expect(Properties.DeletionProtectionEnabled).toBe(true);
    expect(Properties.PointInTimeRecoverySpecification).toEqual({ PointInTimeRecoveryEnabled: true });
  });

  it.each(['approvals', 'issuing'])('%s has a policy that denies everybody to delete an item', (ending) => {
    const [{ Effect, Principal, Action }] = tableOf(ending).Properties.ResourcePolicy.PolicyDocument.Statement;
    expect([Effect, Principal]).toEqual(['Deny', '*']);
    expect(Action).toEqual(expect.arrayContaining(['dynamodb:DeleteItem', 'dynamodb:BatchWriteItem']));
  });

  it('operator-log has a policy that denies everybody to change or delete an entry', () => {
    const { Properties } = tableOf('operator-log');
    expect(Properties.ResourcePolicy.PolicyDocument.Statement).toEqual([
      {
        Sid: 'AppendOnly',
        Effect: 'Deny',
        Principal: '*',
        Action: [
          'dynamodb:UpdateItem',
          'dynamodb:DeleteItem',
          'dynamodb:BatchWriteItem',
          'dynamodb:PartiQLUpdate',
          'dynamodb:PartiQLDelete',
        ],
        Resource: expect.anything(),
      },
    ]);
  });

  it.each(['ApprovalsTable', 'IssuingTable'])('%s is in the rights of no function', (table) => {
    expect(JSON.stringify(statements())).not.toContain(table);
  });

  it('operator-log is written by no function, and read by the one that counts what operators do', () => {
    const ofLog = packaged.flatMap(({ template }) =>
      rolesOf(template).flatMap(({ id, statements: own }) =>
        own.filter((one) => JSON.stringify(one).includes('OperatorLog')).map(({ Action }) => ({ id, Action })),
      ),
    );
    expect(new Set(ofLog.map(({ id }) => id)).size).toBe(1);
    const reads = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams', 'Query'];
    expect(ofLog.flatMap(({ Action }) => Action).sort()).toEqual(reads.map((name) => `dynamodb:${name}`));
  });
});

describe('the trail of a protected stage', () => {
  const ofType = (type: string) => packaged.flatMap(({ template }) => resourcesOf(template, type));
  const Trail = z.object({
    IsLogging: z.literal(true),
    IsMultiRegionTrail: z.literal(true),
    EnableLogFileValidation: z.literal(true),
    AdvancedEventSelectors: z.tuple([z.json(), z.json()]),
  });

  it('has reads of keys, and each call on a table that no role of the stage made', () => {
    const [[, properties] = [], ...others] = ofType('AWS::CloudTrail::Trail');
    expect(others).toEqual([]);
    const [management, data] = Trail.parse(properties).AdvancedEventSelectors.map((one) => JSON.stringify(one));
    expect(management).toContain('"Equals":["Management"]');
    expect(management).not.toContain('ssm');
    for (const name of [`mib-${STAGE}-`, `mib-shard-0-${STAGE}-`, `mib-shard-1-${STAGE}-`]) {
      expect(data).toContain(`:table/${name}"`);
      expect(data).toContain(`:assumed-role/${name}"`);
    }
    const tables = ofType('AWS::DynamoDB::Table').map(([, { TableName }]) => TableName);
    for (const table of tables) expect(table).toMatch(new RegExp(`^mib-(shard-0-)?${STAGE}-`));
  });

  it('is in a bucket that nobody changes, and nobody reads without TLS', () => {
    expect(new Map(ofType('AWS::S3::Bucket')).get('TrailBucket')).toMatchObject({
      ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode: 'GOVERNANCE', Days: 400 } } },
      PublicAccessBlockConfiguration: { BlockPublicPolicy: true, RestrictPublicBuckets: true },
    });
    expect(JSON.stringify(ofType('AWS::S3::BucketPolicy'))).toContain('"aws:SecureTransport":"false"');
  });

  it('is there for 400 days, and logs are there for 90', () => {
    const days = new Set(ofType('AWS::Logs::LogGroup').map(([, { RetentionInDays }]) => RetentionInDays));
    expect([...days]).toEqual([90]);
  });

  it('is missing on other stages', async () => {
    const values: Record<string, unknown> = { 'self:custom.stage': { trailDays: 0 } };
    expect(await trail({ resolveVariable: async (name: string) => values[name] })).toEqual({ Resources: {} });
  });
});

describe('a stack', () => {
  it('has at most the 500 resources that CloudFormation allows, and a nested stack room for more', () => {
    const counts = packaged.flatMap(({ parts }) =>
      parts.map(({ name, template }) => [name, Object.keys(template.Resources).length] as const),
    );
    // A stack that is full has its new functions nested. Nothing else makes room.
    expect(counts.filter(([name, count]) => count > (name.endsWith('-nested') ? MOST_NESTED : MOST_RESOURCES))).toEqual(
      [],
    );
  });

  it('has all that is left out of it in its nested stack, which has parameters for what it refers to', () => {
    for (const { template, parts } of packaged) {
      const ids = parts.flatMap((part) => Object.keys(part.template.Resources)).filter((id) => id !== NESTED);
      expect(ids.sort()).toEqual(Object.keys(template.Resources).sort());
    }
  });
});

describe('no secret', () => {
  it('is in a template', () => {
    for (const { template } of packaged) expect(secretsIn(template)).toEqual([]);
  });

  it('is created by a template, because the template would contain its value', () => {
    const types = ['AWS::SSM::Parameter', 'AWS::SecretsManager::Secret'];
    const created = packaged.flatMap(({ template }) => types.flatMap((type) => resourcesOf(template, type)));
    // What a stage's operators may do is no secret.
    const settings = { Name: stageSettingsParameter(STAGE), Type: 'String', Value: expect.any(String) };
    expect(created).toEqual([['StageSettingsParameter', settings]]);
    const [{ faucet, secondPerson } = { faucet: true, secondPerson: false }] = created.map(([, { Value }]) =>
      StageSettings.parse(JSON.parse(String(Value))),
    );
    expect({ faucet, secondPerson }).toEqual({ faucet: false, secondPerson: true });
  });

  it.each([
    ['a private key', { x: '-----BEGIN PRIVATE KEY-----' }],
    ['a private JWK', { x: '{"kty":"OKP","d":"3q2-7w"}' }],
    ['an access key', { x: 'AKIAIOSFODNN7EXAMPLE' }],
    ['a token', { x: ['Bearer eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhbm4ifQ.c2ln'] }],
    ['random characters', { a: { b: 'nWGxne9Wm3hQzV7kQ2r1p8Ls0TyA4cXd6fBv' } }],
    ['a variable whose name says so', { Variables: { TREASURY_PASSWORD: 'hunter2' } }],
  ])('passes unnoticed if it is %s', (_, value) => {
    expect(secretsIn(value)).toHaveLength(1);
  });
});

describe('the parameters of keys', () => {
  /**
   * The roles of a packaged stage that may read a parameter, by the name of their function if they
   * have one.
   */
  function readersOf(parameter: string): string[] {
    const arn = `arn:\${AWS::Partition}:ssm:\${AWS::Region}:\${AWS::AccountId}:parameter${parameter}`;
    const covers = (pattern: string) =>
      pattern
        .split('*')
        .every((part, n, { length }) =>
          length === 1 ? part === arn : n === 0 ? arn.startsWith(part) : arn.includes(part),
        );
    return packaged.flatMap(({ template }) =>
      rolesOf(template)
        .filter(({ statements }) =>
          statements.some(
            ({ Action, Resource }) => Action.some((one) => /^(ssm:|\*)/.test(one)) && Resource.some(covers),
          ),
        )
        .map(({ id }) => functionsOf(template).find(({ role }) => role === id)?.name ?? id),
    );
  }

  it.each<[string, string, readonly string[]]>([
    [
      'users',
      userSigningKeysParameter(STAGE),
      ['change_password', 'login', 'login_with_code', 'login_with_passkey', 'refresh', 'register'],
    ],
    ['receipts', receiptSigningKeysParameter(STAGE), ['audit', 'statement_receipt', 'transaction_receipt']],
    [
      'services',
      serviceSigningKeysParameter(STAGE),
      [
        'audit',
        'balance',
        'balance_at',
        'change_wallet_controls',
        'close_wallet',
        'decide_approval_change',
        'delete_account',
        'fan_out',
        'hold',
        'move_wallets',
        'open_wallet',
        'reserve',
        'set_approval_rule',
        'settle',
        'statement',
        'statement_csv',
        'statement_receipt',
        'wallet_controls',
      ],
    ],
  ])('that sign for %s are readable only by the functions that sign', (_, parameter, signers) => {
    expect(readersOf(parameter).sort()).toEqual(signers.map((name) => `mib-${STAGE}-${name}`));
  });

  it('that hold the secrets of operators’ webhooks are readable by the function that signs with them alone', () => {
    expect(readersOf(webhooksParameter(STAGE))).toEqual([`mib-${STAGE}-deliver`]);
    expect(readersOf(listedParameter(webhooksParameter(STAGE)))).toEqual([`mib-${STAGE}-publish`]);
  });

  it('that name addresses in log lines are readable by the functions that log logins alone', () => {
    const names = [
      ...[
        'change_password',
        'delete_account',
        'end_session',
        'login',
        'login_with_code',
        'login_with_passkey',
        'logout',
        'refresh',
        'register',
      ],
      'reset_password',
      'step_up',
    ];
    expect(readersOf(addressKeyParameter(STAGE)).sort()).toEqual(names.map((name) => `mib-${STAGE}-${name}`));
  });

  it('that held the former single set are readable by no role', () => {
    expect(readersOf(formerSigningKeysParameter(STAGE))).toEqual([]);
  });

  it('have the names that the operators’ program writes', () => {
    const named = (variable: string) => [
      ...new Set(allFunctions().flatMap(({ declared }) => declaredBy(declared, variable))),
    ];
    expect(named('USER_SIGNING_KEYS_PARAMETER')).toEqual([userSigningKeysParameter(STAGE)]);
    expect(named('USER_PUBLIC_KEYS_PARAMETER')).toEqual([userPublicKeysParameter(STAGE)]);
    expect(named('SERVICE_SIGNING_KEYS_PARAMETER')).toEqual([serviceSigningKeysParameter(STAGE)]);
    expect(named('RECEIPT_SIGNING_KEYS_PARAMETER')).toEqual([receiptSigningKeysParameter(STAGE)]);
    expect(named('RECEIPT_PUBLIC_KEYS_PARAMETER')).toEqual([receiptPublicKeysParameter(STAGE)]);
    expect(named('ADDRESS_KEY_PARAMETER')).toEqual([addressKeyParameter(STAGE)]);
    expect(named('SERVICE_PUBLIC_KEYS_PARAMETER')).toEqual([publicKeysParameter(STAGE, 0)]);
  });
});

describe('the table of docs/security.md of who reads each secret', () => {
  /** The functions whose role has one of these actions on one of these resources. */
  const readers = (actions: RegExp, resource: string) =>
    packaged
      .flatMap(({ template }) =>
        rolesOf(template)
          .filter(({ statements: own }) =>
            own.some(
              ({ Action, Resource }) =>
                Action.some((one) => actions.test(one)) && Resource.some((one) => one.endsWith(resource)),
            ),
          )
          .map(
            ({ id }) =>
              functionsOf(template)
                .find(({ role }) => role === id)
                ?.name.replace(`mib-${STAGE}-`, '') ?? id,
          ),
      )
      .sort();
  const PARAMETERS = [
    userSigningKeysParameter(STAGE),
    serviceSigningKeysParameter(STAGE),
    receiptSigningKeysParameter(STAGE),
    webhooksParameter(STAGE),
    addressKeyParameter(STAGE),
  ];
  const TABLES = { 'factor-secrets': 'FactorSecretsTable.Arn', 'webhook-secrets': 'WebhookSecretsTable.Arn' };

  it('has each of them, and just the functions that can', () => {
    const [, section = ''] = readFileSync(path.resolve(__dirname, '../../../docs/security.md'), 'utf8').split(
      '## Who reads each secret',
    );
    const rows = [...(section.split('\n## ')[0] ?? '').matchAll(/^\| [^|]+ \| `([^`]+)` \| ([^|]+) \|$/gm)];
    const said = rows.map(([, place = '', names = '']) => [place, names.replaceAll('`', '').trim().split(', ')]);
    const ofParameters = PARAMETERS.map((name) => [
      name.replace(STAGE, '<stage>'),
      readers(/^ssm:/, `parameter${name}`),
    ]);
    const ofTables = Object.entries(TABLES).map(([table, arn]) => [
      table,
      readers(/:(GetItem|Query|Scan|BatchGetItem)$/, arn),
    ]);
    expect(said).toEqual([...ofParameters, ...ofTables]);
  });
});

describe('the list of docs/security.md of the classes of what is stored', () => {
  it('has each table once, and says which items expire', () => {
    const [, section = ''] = readFileSync(path.resolve(__dirname, '../../../docs/security.md'), 'utf8').split(
      '## The classes of what is stored',
    );
    const rows = [...section.matchAll(/^\| `([\w-]+)`( of a shard)? \| [^|]+ \| (\w+) \| ([^|]+) \|$/gm)];
    const said = rows.map(([, name = '', ofShard, , expire]) => [`${ofShard ? 'shard ' : ''}${name}`, expire !== 'no']);
    const tables = packaged.flatMap(({ name, template }) =>
      resourcesOf(template, 'AWS::DynamoDB::Table').map(([, { TableName, TimeToLiveSpecification }]) => [
        `${name === 'shard' ? 'shard ' : ''}${String(TableName).replace(/^mib-(shard-0-)?prod-/, '')}`,
        TimeToLiveSpecification !== undefined,
      ]),
    );
    expect(said.sort()).toEqual(tables.sort());
    expect(new Set(rows.map(([, , , group]) => group))).toEqual(new Set(['secret', 'personal', 'books', 'operation']));
  });
});

describeUsedPermissions(() => packaged, STAGE);

describe('the source map of a function', () => {
  it('is in its zip, and NODE_OPTIONS makes Node read it', () => {
    for (const { sizes, has, template } of packaged) {
      for (const name of Object.keys(sizes)) expect([name, has(name, '.cjs.map')]).toEqual([name, true]);
      const functions = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
      for (const { Properties } of functions) {
        expect(Properties.Environment).toMatchObject({ Variables: { NODE_OPTIONS: '--enable-source-maps' } });
      }
    }
  });
});
