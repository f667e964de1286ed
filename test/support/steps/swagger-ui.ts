import { createContext, runInContext } from 'node:vm';
import * as z from 'zod';
import { eventually } from '../environment/eventually.ts';
import type { Api } from './api.ts';

/** An input that Swagger UI draws, and what it writes into it before anybody has typed. */
const Input = z.object({ name: z.string(), required: z.boolean(), filled: z.unknown().optional() });

const Shown = z.object({
  isOAS31: z.boolean(),
  operations: z.array(z.string()),
  errors: z.array(z.unknown()),
  /** Parameters and members of bodies, by operation. */
  inputs: z.record(z.string(), z.array(Input)),
});
/** What Swagger UI would draw, and what it asked for to know. */
export type Shown = z.infer<typeof Shown> & { readonly asked: readonly string[] };

/**
 * Runs the scripts of an API's /docs as a browser without a screen does, and waits until Swagger UI has read a document. All that
 * they ask for is asked of the API.
 */
export async function runDocsPage(api: Api): Promise<Shown> {
  const page = await api.request('GET', '/docs');
  const asked: string[] = [];
  const context = browser(async (url) => {
    asked.push(url);
    const { status, text, headers } = await api.request('GET', url);
    return new Response(text, { status, headers: { 'content-type': headers['content-type'] ?? '' } });
  });
  for (const [, source = ''] of page.text.matchAll(/<script src="([^"]+)"/g)) {
    runInContext((await api.request('GET', source)).text, context);
    runInContext(KEEP_WHAT_IS_STARTED, context);
  }
  return eventually(() => {
    const shown = Shown.parse(JSON.parse(runInContext(SHOWN, context)));
    return shown.operations.length + shown.errors.length > 0 && { ...shown, asked };
  });
}

const KEEP_WHAT_IS_STARTED = `
  globalThis.start ??= SwaggerUIBundle;
  SwaggerUIBundle = (options) => { globalThis.ui = start({ ...options, dom_id: null }); };`;
/** Where Swagger UI's component `parameterRow` looks for what it fills a parameter with; a body has its example. */
const SHOWN = `(() => {
  const { specSelectors, errSelectors } = ui.getSystem();
  const operations = specSelectors.operations().toJS();
  const name = ({ method, path }) => method.toUpperCase() + ' ' + path;
  const inputs = ({ operation: { parameters = [], requestBody } }) => [
    ...parameters.map(({ name, required = false, schema, example, examples, ...others }) => ({
      name,
      required,
      filled: Object.values(examples ?? {})[0]?.value ?? example ?? schema.example ?? schema.default ?? others.default,
    })),
    ...Object.values(requestBody?.content ?? {}).flatMap(({ schema, example = {} }) =>
      Object.keys(schema.properties).map((name) => ({
        name,
        required: schema.required.includes(name),
        filled: example[name],
      })),
    ),
  ];
  return JSON.stringify({
    isOAS31: specSelectors.isOAS31(),
    operations: operations.map(name),
    inputs: Object.fromEntries(operations.map((operation) => [name(operation), inputs(operation)])),
    errors: errSelectors.allErrors().toJS(),
  });
})()`;

/** As much of a browser as Swagger UI needs to start, without an element to draw in. */
function browser(fetch: (url: string) => Promise<Response>) {
  const nothing = () => undefined;
  const element = () => ({ style: {}, setAttribute: nothing, appendChild: nothing, addEventListener: nothing });
  const location = {
    href: 'http://localhost/docs',
    protocol: 'http:',
    host: 'localhost',
    pathname: '/docs',
    search: '',
  };
  const window = {
    ...{ location: { ...location, hash: '' }, history: {}, navigator: { userAgent: '' }, console: { error: nothing } },
    ...{ addEventListener: nothing, removeEventListener: nothing, setTimeout, clearTimeout, queueMicrotask },
    ...{ URL, URLSearchParams, Headers, Request, Response, FormData, Blob, File, AbortController },
    ...{ TextEncoder, TextDecoder, structuredClone, performance, atob, btoa },
    document: {
      ...{
        createElement: element,
        createTextNode: element,
        head: element(),
        body: element(),
        documentElement: element(),
      },
      ...{ querySelector: () => null, getElementById: () => null, addEventListener: nothing },
    },
    fetch: (request: string | Request) => fetch(typeof request === 'string' ? request : request.url),
  };
  const context = createContext(window);
  runInContext('globalThis.window = globalThis.self = globalThis;', context);
  return context;
}
