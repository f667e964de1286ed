/** The dashboard of a service. Its body is JSON, in which CloudFormation fills in each `${…}`. */
interface DashboardResource {
  readonly Type: string;
  readonly Properties: { readonly DashboardName: string; readonly DashboardBody: { readonly 'Fn::Sub': string } };
}

type Fragment = (variables: { resolveVariable(name: string): Promise<unknown> }) => Promise<{
  readonly Resources: Readonly<Record<string, DashboardResource>>;
}>;

declare const dashboards: { readonly orchestrator: Fragment; readonly shard: Fragment };

export = dashboards;
