import * as z from 'zod';
import { orchestratorDocument } from '../../../lib/api/orchestrator.ts';
import {
  formerSigningKeysParameter,
  publicKeysParameter,
  serviceSigningKeysParameter,
  userPublicKeysParameter,
  userSigningKeysParameter,
} from '../../../lib/cli/operator/keys/parameters.ts';
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
const LARGEST_BYTES = 300 * 1024;
/** The stream of a table is no table: whoever reads it can read no item. */
const STREAM = /\.StreamArn$/;
/** The functions that have Swagger UI in them. */
const DOCS = 'docs';
const LARGEST_WITH_SWAGGER_UI_BYTES = 700 * 1024;
/** Every function of a shard is given the same environment; these read nothing of it. */
const READS_NOTHING = /^mib-shard-.*-(not_found|openapi|docs)$/;

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
  DestinationConfig: z.object({ OnFailure: z.object({ Destination: GetAtt }) }),
});

const statements = () => packaged.flatMap(({ template }) => rolesOf(template).flatMap((role) => role.statements));
const allFunctions = () =>
  packaged.flatMap(({ template }) => functionsOf(template).map((declared) => ({ declared, template })));

/** The routes of an OpenAPI document that need no token. */
function publicRoutesOf({ paths = {} }: ReturnType<typeof orchestratorDocument>): string[] {
  return Object.entries(paths).flatMap(([path, { get, post }]) =>
    Object.entries({ GET: get, POST: post })
      .filter(([, operation]) => operation?.security?.length === 0)
      .map(([method]) => `${method} ${path}`),
  );
}

/** What a function's role may use of one service of AWS, each by its logical id or the end of its ARN, without indexes. */
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

/** What a function's environment names by variables with this ending. */
function declaredBy({ name, variables }: ReadFunction, ending: string): string[] {
  if (READS_NOTHING.test(name)) return [];
  const found = Object.entries(variables).filter(([variable]) => variable.endsWith(ending));
  return found.map(([, value]) => (typeof value === 'string' ? value : JSON.stringify(value))).sort();
}

describe('every function', () => {
  it('has a role of its own, and there are no others but those of the state machines', () => {
    for (const { template } of packaged) {
      const used = functionsOf(template).map(({ role }) => role);
      expect(used).toEqual([...new Set(used)]);
      const machines = resourcesOf(template, 'AWS::StepFunctions::StateMachine').map(([id]) => `${id}Role`);
      expect(
        rolesOf(template)
          .map(({ id }) => id)
          .sort(),
      ).toEqual([...used, ...machines].sort());
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
      const names = allowed(one, 'events').map((id) => buses.find(([bus]) => bus === id)?.[1].Name ?? id);
      expect([one.declared.name, names]).toEqual([one.declared.name, declaredBy(one.declared, 'EVENT_BUS')]);
    }
  });

  it('may read exactly the streams, and write to exactly the queues, of what calls it', () => {
    for (const one of allFunctions()) {
      const mappings = resourcesOf(one.template, 'AWS::Lambda::EventSourceMapping').map(([, properties]) =>
        Mapping.parse(properties),
      );
      const own = mappings.filter(({ FunctionName }) => FunctionName['Fn::GetAtt'][0] === one.declared.id);
      expect([
        one.declared.name,
        allowed(one, 'dynamodb').filter((resource) => STREAM.test(resource)),
        allowed(one, 'sqs'),
      ]).toEqual([
        one.declared.name,
        own.map(({ EventSourceArn }) => EventSourceArn['Fn::GetAtt'].join('.')),
        own.map(({ DestinationConfig }) => DestinationConfig.OnFailure.Destination['Fn::GetAtt'][0]),
      ]);
    }
  });

  it('is small', () => {
    const sizes = packaged.flatMap((one) => Object.entries(one.sizes));
    expect(sizes.length).toBe(allFunctions().length);
    expect(sizes.filter(([name, bytes]) => name !== DOCS && bytes > LARGEST_BYTES)).toEqual([]);
    expect(sizes.filter(([, bytes]) => bytes > LARGEST_WITH_SWAGGER_UI_BYTES)).toEqual([]);
  });
});

/** What API Gateway lets through to a route, in requests a second. */
const RouteSettings = z.strictObject({ ThrottlingRateLimit: z.number(), ThrottlingBurstLimit: z.number() });
const Stage = z.object({
  DependsOn: z.array(z.string()),
  Properties: z.object({ DefaultRouteSettings: RouteSettings, RouteSettings: z.record(z.string(), RouteSettings) }),
});
const Route = z.object({ RouteKey: z.string() });

/** The routes of an API, by logical id, and what its stage says of them. */
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

/** Who calls them needs no token: by the routes' own description, and what is no route. */
const PUBLIC_ROUTES = ['$default', ...publicRoutesOf(orchestratorDocument())];

describe('the limits of API Gateway', () => {
  it('give every route that needs no token a small one of its own, and transfers the whole', () => {
    for (const one of packaged) {
      const { routes, all, own } = apiOf(one);
      const open = [...routes.keys()].filter((route) => PUBLIC_ROUTES.includes(route));
      const transfers = one.name === 'orchestrator' ? ['POST /api/user/do_transaction'] : [];
      expect(Object.keys(own).sort()).toEqual([...open, ...transfers].sort());
      for (const route of open)
        expect(own[route]?.ThrottlingRateLimit).toBeLessThanOrEqual(all.ThrottlingRateLimit / 5);
      for (const route of transfers) expect(own[route]).toEqual(all);
    }
  });

  it('are set when the routes that they name are there', () => {
    for (const one of packaged) {
      const { routes, dependsOn, own } = apiOf(one);
      expect(Object.keys(own).map((route) => [route, routes.get(route)])).toEqual(
        Object.keys(own).map((route) => [route, dependsOn.find((id) => id === routes.get(route))]),
      );
    }
  });
});

describe('a shard of a protected stage', () => {
  it('has no documentation', () => {
    const [orchestrator = [], shard = []] = packaged.map((one) => [...apiOf(one).routes.keys()]);
    const documentation = ['GET /openapi.json', 'GET /docs', 'GET /docs/{file}'];
    expect(documentation.filter((route) => orchestrator.includes(route))).toEqual(documentation);
    expect(documentation.filter((route) => shard.includes(route))).toEqual([]);
    expect(shard).toContain('$default');
  });
});

describe('Swagger UI', () => {
  it('is in the zips of the functions that answer it, and in no other', () => {
    for (const { sizes, has } of packaged) {
      for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png']) {
        const packed = Object.keys(sizes).filter((name) => has(name, `node_modules/swagger-ui-dist/${file}`));
        expect([file, packed]).toEqual([file, [DOCS]]);
      }
    }
  });
});

describe('every role', () => {
  it('names its actions', () => {
    expect(
      statements()
        .flatMap(({ Action }) => Action)
        .filter((action) => action.includes('*')),
    ).toEqual([]);
  });

  it('names its resources, but for what AWS does not let it name', () => {
    expect(unexplained(statements())).toEqual([]);
  });

  it('has what its template says and no policies of others', () => {
    expect(packaged.flatMap(({ template }) => rolesOf(template).flatMap(({ managed }) => managed))).toEqual([]);
    const elsewhere = packaged.flatMap(({ template }) =>
      ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'].flatMap((type) => resourcesOf(template, type)),
    );
    expect(elsewhere).toEqual([]);
  });

  it('is within the boundary that whoever deploys has named', () => {
    const roles = packaged.flatMap(({ template }) => resourcesOf(template, 'AWS::IAM::Role'));
    expect(roles.filter(([, { PermissionsBoundary }]) => PermissionsBoundary !== BOUNDARY).map(([id]) => id)).toEqual(
      [],
    );
    expect(roles.length).toBeGreaterThan(allFunctions().length);
  });

  it('needs every exception there is', () => {
    const used = statements().flatMap(({ Action, Resource }) => Resource.map((one) => exceptionFor(Action, one)));
    expect(EXCEPTIONS.filter((exception) => !used.includes(exception)).map(({ reason }) => reason)).toEqual([]);
  });
});

describe('no secret', () => {
  it('is in a template', () => {
    for (const { template } of packaged) expect(secretsIn(template)).toEqual([]);
  });

  it('is made by a template: its value would be there', () => {
    const types = ['AWS::SSM::Parameter', 'AWS::SecretsManager::Secret'];
    expect(packaged.flatMap(({ template }) => types.flatMap((type) => resourcesOf(template, type)))).toEqual([]);
  });

  it.each([
    ['a private key', { x: '-----BEGIN PRIVATE KEY-----' }],
    ['a private JWK', { x: '{"kty":"OKP","d":"3q2-7w"}' }],
    ['an access key', { x: 'AKIAIOSFODNN7EXAMPLE' }],
    ['a token', { x: ['Bearer eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhbm4ifQ.c2ln'] }],
    ['random characters', { a: { b: 'nWGxne9Wm3hQzV7kQ2r1p8Ls0TyA4cXd6fBv' } }],
    ['a variable called so', { Variables: { TREASURY_PASSWORD: 'hunter2' } }],
  ])('would be missed if it were %s', (_, value) => {
    expect(secretsIn(value)).toHaveLength(1);
  });
});

describe('the parameters of keys', () => {
  /** The roles of a packaged stage that may read a parameter, each by its function if it is of one. */
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
    ['users', userSigningKeysParameter(STAGE), ['login', 'register']],
    ['services', serviceSigningKeysParameter(STAGE), ['audit', 'balance', 'open_wallet', 'reserve', 'settle']],
  ])('that sign for %s are read by those who sign, and by no others', (_, parameter, signers) => {
    expect(readersOf(parameter).sort()).toEqual(signers.map((name) => `mib-${STAGE}-${name}`));
  });

  it('that one set of before was in is read by nobody', () => {
    expect(readersOf(formerSigningKeysParameter(STAGE))).toEqual([]);
  });

  it('are those that operators write', () => {
    const named = (variable: string) => [
      ...new Set(allFunctions().flatMap(({ declared }) => declaredBy(declared, variable))),
    ];
    expect(named('USER_SIGNING_KEYS_PARAMETER')).toEqual([userSigningKeysParameter(STAGE)]);
    expect(named('USER_PUBLIC_KEYS_PARAMETER')).toEqual([userPublicKeysParameter(STAGE)]);
    expect(named('SERVICE_SIGNING_KEYS_PARAMETER')).toEqual([serviceSigningKeysParameter(STAGE)]);
    expect(named('SERVICE_PUBLIC_KEYS_PARAMETER')).toEqual([publicKeysParameter(STAGE, 0)]);
  });
});

describeUsedPermissions(() => packaged, STAGE);

describe('the source map of a function', () => {
  it('is in its zip, and Node is told to read it', () => {
    for (const { sizes, has, template } of packaged) {
      for (const name of Object.keys(sizes)) expect([name, has(name, '.cjs.map')]).toEqual([name, true]);
      const functions = Object.values(template.Resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
      for (const { Properties } of functions) {
        expect(Properties.Environment).toMatchObject({ Variables: { NODE_OPTIONS: '--enable-source-maps' } });
      }
    }
  });
});
