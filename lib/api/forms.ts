import * as z from 'zod/mini';
import type { ZodOpenApiOverrideContext } from 'zod-openapi';

/** One form of a body: the fields that it has beside those of all forms, which it requires. */
export interface Form {
  /** The name of the form in the document. Generators make the name of a type from it. */
  readonly title: string;
  readonly description: string;
  readonly fields: readonly string[];
}

const Described = z.looseObject({
  properties: z.record(z.string(), z.unknown()),
  required: z._default(z.array(z.string()), []),
});

/**
 * Documents an object as one of several forms. The object itself has the fields of every form, each
 * of them optional, so that a broken rule is named by its field whichever form was meant. Its checks
 * refuse a mixture of forms.
 */
export function documentedInForms<T extends z.ZodMiniObject>(schema: T, forms: readonly Form[], example: object): T {
  const override = ({ jsonSchema }: ZodOpenApiOverrideContext) => {
    const { properties, required, ...rest } = Described.parse(jsonSchema);
    const ofForms = new Set(forms.flatMap(({ fields }) => fields));
    const oneOf = forms.map(({ title, description, fields }) => ({
      ...{ type: rest.type, title, description, additionalProperties: rest.additionalProperties },
      properties: Object.fromEntries(
        Object.entries(properties).filter(([name]) => !ofForms.has(name) || fields.includes(name)),
      ),
      required: [...required, ...fields],
    }));
    for (const name of Object.keys(jsonSchema)) Reflect.deleteProperty(jsonSchema, name);
    Object.assign(jsonSchema, { oneOf });
  };
  return schema.check(z.meta({ example, override }));
}
