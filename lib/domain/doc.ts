import * as z from 'zod/mini';

/**
 * The schema with its text and example in the OpenAPI documents.
 * @param example as a client sends it
 * @param more what the document says of the values beside that
 */
export function doc<T extends z.ZodMiniType>(
  schema: T,
  description: string,
  example?: unknown,
  more?: z.core.GlobalMeta,
): T {
  return schema.check(z.meta({ description, ...(example !== undefined && { example }), ...more }));
}

/** The schema as a component of the OpenAPI documents, which refer to it by its name. */
export function component<T extends z.ZodMiniType>(id: string, schema: T, more?: z.core.GlobalMeta): T {
  return schema.check(z.meta({ id, ...more }));
}
