// A process that loads the modules of functions, each in one environment after another, and prints
// the outcomes as JSON. Run by functions.test.ts, which writes what to load to standard input.
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';

const LoadRequests = z.record(
  z.string(),
  z.object({ file: z.string(), environments: z.record(z.string(), z.record(z.string(), z.string())) }),
);

/** 'loads', or the name and message of the error. */
async function load(file: string, label: string, environment: Record<string, string>): Promise<string> {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
  const url = pathToFileURL(file);
  // A module runs once for each URL. Its imports run once in all, so they must not read the
  // environment.
  url.search = new URLSearchParams({ label }).toString();
  try {
    const { handler } = await import(url.href);
    return typeof handler === 'function' ? 'loads' : 'has no handler';
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
}

const outcomes: Record<string, Record<string, string>> = {};
for (const [name, { file, environments }] of Object.entries(
  LoadRequests.parse(JSON.parse(await text(process.stdin))),
)) {
  const byLabel: Record<string, string> = {};
  for (const [label, environment] of Object.entries(environments)) {
    byLabel[label] = await load(file, label, environment);
  }
  outcomes[name] = byLabel;
}
console.log(JSON.stringify(outcomes));
