import * as z from 'zod';

/** A reference of a serverless file to another of its resources, or plain text. */
export type Reference = z.infer<typeof Reference>;
export const Reference = z.union([
  z.string(),
  z.strictObject({ Ref: z.string() }),
  z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) }),
]);

/** The name that the Serverless Framework gives a function in CloudFormation. */
export function lambdaLogicalId(key: string): string {
  const normalized = key.replaceAll('-', 'Dash').replaceAll('_', 'Underscore');
  return `${normalized.charAt(0).toUpperCase()}${normalized.slice(1)}LambdaFunction`;
}

/**
 * Puts names into the placeholders of a state machine's definition.
 * @param referents the names by reference: `JournalTable`, `ReserveLambdaFunction.Arn`
 * @throws Error if a placeholder has no substitution, or a reference has no target
 */
export function substitute(
  definition: z.core.util.JSONType,
  substitutions: Readonly<Record<string, Reference>>,
  referents: ReadonlyMap<string, string>,
): z.core.util.JSONType {
  const resolve = (name: string): string => {
    const reference = substitutions[name];
    if (typeof reference === 'string') return reference;
    if (reference === undefined)
      throw new Error(`the definition of a state machine uses \${${name}}, which nothing defines`);
    const target = 'Ref' in reference ? reference.Ref : reference['Fn::GetAtt'].join('.');
    const found = referents.get(target);
    if (found === undefined)
      throw new Error(`\${${name}} refers to ${target}, which is neither a table nor a function here`);
    return found;
  };
  return z
    .json()
    .parse(
      JSON.parse(JSON.stringify(definition), (_key, value: unknown) =>
        typeof value === 'string' ? value.replaceAll(/\$\{(\w+)\}/g, (_match, name: string) => resolve(name)) : value,
      ),
    );
}
