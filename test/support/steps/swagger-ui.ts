import { createContext, runInContext } from 'node:vm';
import * as z from 'zod';
import { eventually } from '../environment/eventually.ts';
import type { Api } from './api.ts';

/** An input that Swagger UI draws, and the value that it fills in. */
const Input = z.object({ name: z.string(), required: z.boolean(), filled: z.unknown().optional() });

const Shown = z.object({
  isOAS31: z.boolean(),
  operations: z.array(z.string()),
  errors: z.array(z.unknown()),
  /** Parameters and members of bodies, by operation. */
  inputs: z.record(z.string(), z.array(Input)),
});
/** What Swagger UI would draw, and the URLs that it requested. */
export type Shown = z.infer<typeof Shown> & { readonly requested: readonly string[] };

/**
 * Runs the scripts of an API's /docs like a headless browser, and waits until Swagger UI has read a
 * document. Their requests go to the API.
 */
export async function runDocsPage(api: Api): Promise<Shown> {
  const page = await api.request('GET', '/docs');
  const requested: string[] = [];
  const context = browser(async (url) => {
    requested.push(url);
    const { status, text, headers } = await api.request('GET', url);
    return new Response(text, { status, headers: { 'content-type': headers['content-type'] ?? '' } });
  });
  for (const [, source = ''] of page.text.matchAll(/<script src="([^"]+)"/g)) {
    runInContext((await api.request('GET', source)).text, context);
    runInContext(KEEP_THE_UI, context);
  }
  return eventually(() => {
    const shown = Shown.parse(JSON.parse(runInContext(SHOWN, context)));
    return shown.operations.length + shown.errors.length > 0 && { ...shown, requested };
  });
}

const KEEP_THE_UI = `
  globalThis.start ??= SwaggerUIBundle;
  SwaggerUIBundle = (options) => { globalThis.ui = start({ ...options, dom_id: null }); };`;
/**
 * Swagger UI's component `parameterRow` fills a parameter from these places. It fills a body with
 * its example.
 */
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
    ...Object.values(requestBody?.content ?? {}).flatMap(({ schema, example = {} }) => {
      // Of a body with several forms it is the form of the example, which may have optional members.
      const forms = schema.anyOf ?? schema.oneOf ?? [schema];
      const isShown = ({ properties }) => Object.keys(example).every((name) => name in properties);
      const { properties, required = [] } = forms.find(isShown) ?? forms[0];
      const asked = Object.keys(properties).filter((name) => required.includes(name));
      return asked.map((name) => ({ name, required: true, filled: example[name] }));
    }),
  ];
  return JSON.stringify({
    isOAS31: specSelectors.isOAS31(),
    operations: operations.map(name),
    inputs: Object.fromEntries(operations.map((operation) => [name(operation), inputs(operation)])),
    errors: errSelectors.allErrors().toJS(),
  });
})()`;

/** The parts of a browser that Swagger UI needs to start, without an element to draw in. */
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
