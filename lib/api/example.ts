import * as z from 'zod/mini';

/**
 * An example for a schema: its own, or else one made from the examples of its parts.
 * @returns undefined if a part has no example
 */
export function exampleOf(schema: z.core.$ZodType): unknown {
  const { example } = z.globalRegistry.get(schema) ?? {};
  if (example !== undefined) return example;
  if (schema instanceof z.ZodMiniObject) return exampleOfFields(schema.shape);
  if (schema instanceof z.ZodMiniArray) return [exampleOf(schema.def.element)];
  if (
    schema instanceof z.ZodMiniOptional ||
    schema instanceof z.ZodMiniNullable ||
    schema instanceof z.ZodMiniDefault
  ) {
    return exampleOf(schema.def.innerType);
  }
  if (schema instanceof z.ZodMiniUnion) return schema.def.options.map(exampleOf).find((one) => one !== undefined);
  if (schema instanceof z.ZodMiniLiteral) return schema.def.values[0];
  if (schema instanceof z.ZodMiniEnum) return schema.options[0];
  // A client sends the input of a transformation.
  if (schema instanceof z.ZodMiniPipe) return exampleOf(schema.def.in);
  return undefined;
}

function exampleOfFields(shape: z.core.$ZodShape): object {
  const fields = Object.entries(shape).map(([name, field]) => [name, exampleOf(field)] as const);
  return Object.fromEntries(fields.filter(([, example]) => example !== undefined));
}
