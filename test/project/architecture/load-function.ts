// A process: loads the module of one function in one environment after another and prints what came of each as JSON. Run by
// functions.test.ts.
import { pathToFileURL } from 'node:url';
import * as z from 'zod';

const LoadRequest = z.object({
  module: z.string(),
  environments: z.record(z.string(), z.record(z.string(), z.string())),
});

/** 'loads', or the name and message of the error. */
async function load(module: string, label: string, environment: Record<string, string>): Promise<string> {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
  const url = pathToFileURL(module);
  // A module runs once for each URL. What it imports runs once in all, so that has to read no environment when it is loaded.
  url.search = new URLSearchParams({ label }).toString();
  try {
    const { handler } = await import(url.href);
    return typeof handler === 'function' ? 'loads' : 'has no handler';
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

const { module, environments } = LoadRequest.parse(JSON.parse(process.argv[2] ?? ''));
const results: Record<string, string> = {};
for (const [label, environment] of Object.entries(environments))
  results[label] = await load(module, label, environment);
console.log(JSON.stringify(results));
