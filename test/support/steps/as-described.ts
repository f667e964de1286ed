import path from 'node:path';
import * as z from 'zod';
import { STATUS } from '../../../lib/api/errors.ts';
import { notFound } from '../../../lib/api/not-found.ts';
import { errorsOf, limitedByAddress } from '../../../lib/api/route.ts';
import { oncePerWorker } from '../environment/once-per-worker.ts';
import type { Api, ApiResponse, Message } from './api.ts';

/** Compiled schemas outlive the test file. */
const { schemaChecker } = oncePerWorker<typeof import('./described-schemas.ts')>(
  path.join(import.meta.dirname, 'described-schemas.ts'),
);

const Content = z.record(z.string(), z.object({ schema: z.json() }));
const Header = z.object({ required: z.boolean().default(false) });
const ResponseObject = z.object({ content: Content.default({}), headers: z.record(z.string(), Header).default({}) });
const Operation = z.object({ responses: z.record(z.string(), ResponseObject) });
const Document = z.object({ paths: z.record(z.string(), z.record(z.string(), Operation)) });

/** The errors of the catch-all route, without those for an unknown path or method. */
const ERRORS_ANYWHERE = errorsOf(limitedByAddress(notFound)).filter(
  (code) => code !== 'route_not_found' && code !== 'method_not_allowed',
);
const Code = z.object({ code: z.string() });

/** A request and its response. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly response: ApiResponse;
}

/** The API. A response that does not match its OpenAPI document is thrown as an Error. */
export function asDescribed(api: Api, document: object): Api {
  return describedBy(document)(api);
}

/** As asDescribed, for several APIs of one document. */
export function describedBy(document: object): (api: Api) => Api {
  const check = checker(document);
  return (api) => ({
    async request(method, path, message = {}) {
      const response = await api.request(method, path, message);
      const wrong = isOfTheGateway(message, response) ? [] : check({ method, path, response });
      if (wrong.length === 0) return response;
      const said = response.text.slice(0, 500);
      throw new Error([`${method} ${path}: ${response.status} is not as described`, ...wrong, said].join('\n  '));
    },
  });
}

/** API Gateway refuses bodies above 10 MB with its own response. No function sees them. */
function isOfTheGateway({ rawBody, body }: Message, { status }: ApiResponse): boolean {
  return status === 413 && (rawBody ?? JSON.stringify(body) ?? '').length > 10_000_000;
}

/**
 * Compares exchanges with an OpenAPI 3.1 document: status, content type, headers and body. An
 * unknown path must get 404. An unknown method must get 405 with the methods that the path has.
 * @returns the mismatches
 */
export function checker(document: object): (exchange: Exchange) => string[] {
  const { paths } = Document.parse(document);
  const checkSchema = schemaChecker(document);
  const templates = Object.keys(paths).sort((a, b) => parameters(a) - parameters(b));
  const patterns = templates.map((path) => ({
    path,
    // The parameter `path` spans several segments. OpenAPI has no way to say so.
    pattern: new RegExp(`^${path.replaceAll('{path}', '.+').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
  }));
  const responses = Object.values(paths).flatMap((item) =>
    Object.values(item).flatMap((op) => Object.values(op.responses)),
  );
  const known = new Set(responses.flatMap(({ headers }) => Object.keys(headers)));

  return ({ method, path, response }) => {
    const { pathname } = new URL(path, 'http://localhost');
    const verb = method.toLowerCase();
    const template = patterns.find((one) => one.pattern.test(pathname) && paths[one.path]?.[verb])?.path;
    const operation = template === undefined ? undefined : paths[template]?.[verb];
    if (template === undefined || !operation) {
      const here = patterns
        .filter((one) => one.pattern.test(pathname))
        .flatMap((one) => Object.keys(paths[one.path] ?? {}));
      return mismatchesOfUnknownRoute(verb, here, response);
    }
    const described = operation.responses[response.status];
    if (!described) return [`the status is none of ${Object.keys(operation.responses).join(', ')}`];
    const at = ['paths', template, verb, 'responses', String(response.status)];
    return [
      ...mismatchesOfBody(at, described.content, response),
      ...mismatchesOfHeaders(at, described.headers, response),
    ];
  };

  /** The text of a header may stand for a number. */
  function mismatchesOfText(place: readonly string[], text: string): string[] {
    const wrong = checkSchema(place, text);
    return wrong.length > 0 && checkSchema(place, Number(text)).length > 0 ? wrong : [];
  }

  /** @param methods of the path, in lower case */
  function mismatchesOfUnknownRoute(
    verb: string,
    methods: readonly string[],
    { status, headers, body }: ApiResponse,
  ): string[] {
    const codes = [
      ...ERRORS_ANYWHERE,
      methods.length > 0 ? ('method_not_allowed' as const) : ('route_not_found' as const),
    ];
    const code = codes.find(
      (one) => STATUS[one] === status && (verb === 'head' || Code.safeParse(body).data?.code === one),
    );
    if (!code) return [`there is no such route, which has to be told with a code of ${codes.join(', ')}`];
    const allowed = [...new Set(methods)].map((method) => method.toUpperCase()).join(', ');
    const wrong =
      code === 'method_not_allowed' && headers.allow !== allowed ? [`the header Allow is not ${allowed}`] : [];
    if (verb === 'head') return wrong;
    return [...wrong, ...checkSchema(['components', 'schemas', 'Problem'], body).map((error) => `the body: ${error}`)];
  }

  function mismatchesOfBody(at: readonly string[], content: z.infer<typeof Content>, response: ApiResponse): string[] {
    const types = Object.keys(content);
    if (types.length === 0) return response.text === '' ? [] : ['there is a body'];
    const [type = ''] = (response.headers['content-type'] ?? '').split(';');
    if (!types.includes(type)) return [`the content type ${type} is none of ${types.join(', ')}`];
    const body = /[/+]json$/.test(type) ? response.body : response.text;
    return checkSchema([...at, 'content', type, 'schema'], body).map((error) => `the body: ${error}`);
  }

  function mismatchesOfHeaders(
    at: readonly string[],
    headers: z.infer<typeof ResponseObject>['headers'],
    response: ApiResponse,
  ): string[] {
    const described = Object.entries(headers);
    const missing = described.filter(
      ([name, { required }]) => required && response.headers[name.toLowerCase()] === undefined,
    );
    const unmentioned = [...known].filter(
      (name) => !headers[name] && response.headers[name.toLowerCase()] !== undefined,
    );
    const wrong = described.flatMap(([name]) => {
      const value = response.headers[name.toLowerCase()];
      const errors = value === undefined ? [] : mismatchesOfText([...at, 'headers', name, 'schema'], value);
      return errors.map((error) => `the header ${name}: ${error}`);
    });
    return [
      ...missing.map(([name]) => `the header ${name} is missing`),
      ...unmentioned.map((name) => `the header ${name} is not described here`),
      ...wrong,
    ];
  }
}

function parameters(path: string): number {
  return path.split('{').length - 1;
}
