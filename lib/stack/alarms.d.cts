/** A resource of the fragment: an alarm, or the topic that all alarms notify. */
interface AlarmResource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

type Fragment = (variables: { resolveVariable(name: string): Promise<string> }) => Promise<{
  readonly Resources: Readonly<Record<string, AlarmResource>>;
}>;

declare const alarms: { readonly orchestrator: Fragment; readonly shard: Fragment };

export = alarms;
