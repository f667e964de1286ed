import { NESTED, nest } from '../../lib/stack/nested-template.cjs';

const URL = 'https://s3.example/nested.json';
const arn = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const lambda = (name: string, more = {}) => ({
  Type: 'AWS::Lambda::Function',
  DependsOn: [`${name}LogGroup`],
  Properties: { FunctionName: `mib-test-${name}`, Role: arn(`${name}Role`), ...more },
});
const role = (resource: unknown) => ({ Type: 'AWS::IAM::Role', Properties: { Resource: [resource] } });
const logGroup = { Type: 'AWS::Logs::LogGroup', Properties: {} };
const integration = (name: string) => ({
  Type: 'AWS::ApiGatewayV2::Integration',
  Properties: { ApiId: { Ref: 'HttpApi' }, IntegrationUri: arn(name), CredentialsArn: arn('HttpApiRole') },
});
const route = (to: string) => ({
  Type: 'AWS::ApiGatewayV2::Route',
  DependsOn: to,
  Properties: { ApiId: { Ref: 'HttpApi' }, Target: { 'Fn::Join': ['/', ['integrations', { Ref: to }]] } },
});
const compiled = () => ({
  Resources: {
    Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
    HttpApi: { Type: 'AWS::ApiGatewayV2::Api', Properties: {} },
    HttpApiRole: role([arn('Old'), arn('New')]),
    HttpApiStage: { Type: 'AWS::ApiGatewayV2::Stage', DependsOn: ['OldRoute', 'NewRoute'], Properties: {} },
    Old: lambda('Old'),
    OldRole: role(arn('Table')),
    OldLogGroup: logGroup,
    ToOld: integration('Old'),
    OldRoute: route('ToOld'),
    New: lambda('New', { Variables: { QUEUE: { 'Fn::Sub': 'https://${AWS::Region}/${!kept}/${Table}' } } }),
    NewRole: role({ 'Fn::Sub': '${Table.Arn}/index/open' }),
    NewLogGroup: logGroup,
    ToNew: integration('New'),
    NewRoute: route('ToNew'),
    Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Value: { Ref: 'New' } } },
    Dashboard: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardBody: { 'Fn::Sub': '{"a":"${New}"}' } } },
  },
});
const NEW_ARN = 'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:mib-test-New';

/** The template with one function in a nested stack, and the nested template. */
function nested(template: ReturnType<typeof compiled> = compiled(), ids = ['New']) {
  const inside = nest(template, ids, URL);
  return JSON.parse(JSON.stringify({ root: template.Resources, inside }));
}

describe('a nested stack', () => {
  it('has a function with its role, its log group, its integration and its route', () => {
    const { root, inside } = nested();
    expect(Object.keys(inside.Resources).sort()).toEqual(['New', 'NewLogGroup', 'NewRole', 'NewRoute', 'ToNew']);
    const others = Object.keys(compiled().Resources).filter((id) => !(id in inside.Resources));
    expect(Object.keys(root).sort()).toEqual([...others, NESTED].sort());
    expect(root[NESTED].Properties.TemplateURL).toBe(URL);
  });

  it('leaves the resources of all other functions as they are', () => {
    const { root } = nested();
    for (const id of ['Old', 'OldRole', 'OldLogGroup', 'ToOld', 'OldRoute', 'HttpApi', 'Table'] as const)
      expect(root[id]).toEqual(compiled().Resources[id]);
  });

  it('gets what it refers to outside by its parameters, and nothing else', () => {
    const { root, inside } = nested();
    const given = root[NESTED].Properties.Parameters;
    expect(given).toEqual({
      TableArn: arn('Table'),
      Table: { Ref: 'Table' },
      HttpApi: { Ref: 'HttpApi' },
      HttpApiRoleArn: arn('HttpApiRole'),
    });
    expect(Object.keys(inside.Parameters).sort()).toEqual(Object.keys(given).sort());
    const { NewRole, New, ToNew, NewRoute } = inside.Resources;
    expect(NewRole.Properties.Resource).toEqual([{ 'Fn::Sub': '${TableArn}/index/open' }]);
    expect(New.Properties.Variables.QUEUE).toEqual({ 'Fn::Sub': 'https://${AWS::Region}/${!kept}/${Table}' });
    expect(New.DependsOn).toEqual(['NewLogGroup']);
    expect(ToNew.Properties).toEqual({
      ApiId: { Ref: 'HttpApi' },
      IntegrationUri: arn('New'),
      CredentialsArn: { Ref: 'HttpApiRoleArn' },
    });
    expect(NewRoute).toMatchObject({ DependsOn: ['ToNew'], Properties: compiled().Resources.NewRoute.Properties });
  });

  it('is there before the stage of the API, which has settings of its routes', () => {
    expect(nested().root.HttpApiStage.DependsOn).toEqual(['OldRoute', NESTED]);
  });

  it('has functions that the API, alarms and dashboards find by their names', () => {
    const { root } = nested();
    expect(root.HttpApiRole.Properties.Resource).toEqual([[arn('Old'), { 'Fn::Sub': NEW_ARN }]]);
    expect(root.Alarm.Properties.Value).toBe('mib-test-New');
    expect(root.Dashboard.Properties.DashboardBody).toEqual({ 'Fn::Sub': '{"a":"mib-test-New"}' });
  });

  it('waits for what its resources depend on', () => {
    const { Resources } = compiled();
    const waiting = { Resources: { ...Resources, New: { ...Resources.New, DependsOn: ['NewLogGroup', 'Table'] } } };
    expect(nested(waiting).root[NESTED].DependsOn).toEqual(['Table']);
  });

  it('is refused without the function, and if anything refers to a part that has no name', () => {
    expect(() => nested(compiled(), ['Missing'])).toThrow('Missing is no function');
    const { Resources } = compiled();
    const referring = {
      Resources: { ...Resources, Alarm: { ...Resources.Alarm, Properties: { Value: { Ref: 'ToNew' } } } },
    };
    expect(() => nested(referring)).toThrow('ToNew is nested');
  });
});
