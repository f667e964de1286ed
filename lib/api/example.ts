import * as z from 'zod';

/**
 * An example of what a schema takes, made of the examples of its fields; one that stands at a larger part is taken whole. Undefined
 * where a part has none: then its schema needs one.
 */
export function exampleOf(schema: z.core.$ZodType): unknown {
  const { example } = z.globalRegistry.get(schema) ?? {};
  if (example !== undefined) return example;
  if (schema instanceof z.ZodObject) return exampleOfFields(schema.shape);
  if (schema instanceof z.ZodArray) return [exampleOf(schema.element)];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return exampleOf(schema.unwrap());
  }
  if (schema instanceof z.ZodUnion) return schema.options.map(exampleOf).find((one) => one !== undefined);
  if (schema instanceof z.ZodLiteral) return schema.value;
  if (schema instanceof z.ZodEnum) return schema.options[0];
  // What is transformed is sent as it was before.
  if (schema instanceof z.ZodPipe) return exampleOf(schema.in);
  return undefined;
}

function exampleOfFields(shape: z.core.$ZodShape): object {
  const fields = Object.entries(shape).map(([name, field]) => [name, exampleOf(field)] as const);
  return Object.fromEntries(fields.filter(([, example]) => example !== undefined));
}
