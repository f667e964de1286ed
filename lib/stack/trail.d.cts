/** A fragment of a template; without resources on a stage that has no trail. */
declare const trail: (variables: { resolveVariable(name: string): Promise<unknown> }) => Promise<{
  readonly Resources: Readonly<Record<string, unknown>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}>;

export = trail;
