import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/** What is wrong with a value by the schema at a place in a document: the names of the members that lead there. */
export type CheckSchema = (place: readonly string[], value: unknown) => string[];

/**
 * Checks values by the schemas of an OpenAPI 3.1 document, each compiled when it is first needed.
 * @throws Error if there is no schema at the place, or it has words that JSON Schema and OpenAPI do not know
 */
export function schemaChecker(document: object): CheckSchema {
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
  addFormats.default(ajv);
  ajv.addFormat('password', true);
  // Words of OpenAPI that say nothing of what is valid: those of its own schemas, and those of the document around them.
  ajv.addVocabulary(['example', 'discriminator', 'xml', 'externalDocs', ...Object.keys(document)]);
  ajv.addSchema(document, 'openapi');
  const compiled = new Map<string, ValidateFunction>();

  return (place, value) => {
    const $ref = `openapi#/${place.map(pointerPart).join('/')}`;
    const validate =
      compiled.get($ref) ?? ajv.compile({ type: 'object', required: ['it'], properties: { it: { $ref } } });
    compiled.set($ref, validate);
    if (validate({ it: value })) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) =>
      `${instancePath.replace(/^\/it/, '')} ${message} ${JSON.stringify(params)}`.trim(),
    );
  };
}

/** One member name in a JSON pointer within a URI (RFC 6901, 6). */
function pointerPart(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
}
