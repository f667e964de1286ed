// `npm run test:browser`: starts the system as `npm start` does, and tests its pages in Chromium.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { refuseConsumedByNpm } from '../../../lib/config/npm-flags.ts';
import { explanation } from '../../../lib/local/main.ts';
import { npmGone } from '../../../lib/local/processes/npm-gone.ts';
import { buildWeb } from '../../../lib/web/build/build.ts';
import { findChromium, NO_BROWSER } from './chromium.ts';
import { firstLoadKb } from './first-load.ts';
import { STACK_VARIABLE, startStack } from './stack.ts';

const program = refuseConsumedByNpm(
  new Command('npm run test:browser --')
    .description('Tests the wallet and the control room in Chromium, against a local stack.')
    .argument('[words...]', 'only the test files whose path has one of these words')
    .option('--grep <words>', 'only the tests whose title has these words')
    .option('--update-pictures', 'draw the pictures of docs/pictures again')
    .option('--headed', 'show the browser'),
).parse();
const options = program.opts<{ grep?: string; headed?: true; updatePictures?: true }>();

const PLAYWRIGHT = createRequire(import.meta.url).resolve('@playwright/test/cli');
const CONFIG = path.join(import.meta.dirname, 'playwright.config.ts');

const chromium = findChromium(process.env);
if (chromium === undefined) {
  console.error(NO_BROWSER);
  process.exit(1);
}

let tests: ChildProcess | undefined;
// Playwright closes its browsers, and then the stack is stopped.
const end = () => (tests ? tests.kill('SIGINT') : process.exit(1));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
npmGone().then(end);

try {
  await buildWeb();
  const sizes = ['wallet', 'console'].map((entry) => `${entry} ${firstLoadKb(path.join('.web', entry)).toFixed(1)} KB`);
  console.log(`first load, compressed: ${sizes.join(', ')}`);
  const { stop, seconds, ...stack } = await startStack();
  console.log(`npm start is ready after ${seconds.toFixed(1)} s`);
  const argv = [
    ...['test', '--config', CONFIG, ...program.args],
    ...(options.grep === undefined ? [] : ['--grep', options.grep]),
    ...(options.headed ? ['--headed'] : []),
    `--update-snapshots=${options.updatePictures ? 'all' : 'none'}`,
  ];
  // Traces of what fails.
  const results = await mkdtemp(path.join(tmpdir(), 'mib-browser-results-'));
  const env = {
    ...process.env,
    CHROMIUM_PATH: chromium,
    MIB_BROWSER_RESULTS: results,
    [STACK_VARIABLE]: JSON.stringify(stack),
  };
  tests = spawn(process.execPath, [PLAYWRIGHT, ...argv], { env, stdio: 'inherit' });
  const [code] = await once(tests, 'exit');
  await stop();
  if (code === 0) await rm(results, { recursive: true, force: true });
  process.exit(code ?? 1);
} catch (error) {
  for (const line of explanation(error)) console.error(line);
  process.exit(1);
}
