import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

/**
 * Checks a value with the schema at a place in a document, which is a path of member names.
 * @returns the errors
 */
export type CheckSchema = (place: readonly string[], value: unknown) => string[];

const checkers = new Map<string, CheckSchema>();

/**
 * Checks values with the schemas of an OpenAPI 3.1 document. A schema is compiled at its first use.
 * Equal documents share one checker, because compiling takes 0.2 s and more.
 * @throws Error if there is no schema at the place, or it has a keyword that neither JSON Schema
 *   nor OpenAPI knows
 */
export function schemaChecker(document: object): CheckSchema {
  const text = JSON.stringify(document);
  const check = checkers.get(text) ?? newChecker(document);
  checkers.set(text, check);
  return check;
}

function newChecker(document: object): CheckSchema {
  // Each schema checks a few values, so a faster check does not pay for its compilation.
  const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, code: { optimize: false } });
  addFormats.default(ajv);
  ajv.addFormat('password', true);
  // Keywords of OpenAPI that do not validate: those of its schemas, and those of the document
  // itself.
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

/** A member name in a JSON pointer within a URI (RFC 6901, 6). */
function pointerPart(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
}
