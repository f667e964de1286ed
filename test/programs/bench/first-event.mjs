// A process for one function and its first event, as Lambda starts one. Prints what took how long, in ms. Plain JavaScript, so that no
// compiler of Node's is in the figures.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { bundle, sdk, event } = JSON.parse(process.env.FIRST_EVENT);
const started = performance.now();
for (const name of sdk) require(name);
const withSdk = performance.now();
const { handler } = require(bundle);
const loaded = performance.now();
let failed;
const answer = await handler(event, { functionName: 'bench', getRemainingTimeInMillis: () => 1_000 }).catch((error) => {
  failed = String(error);
});
const answered = performance.now();
const figures = {
  sdk: withSdk - started,
  own: loaded - withSdk,
  answer: answered - loaded,
  failed,
  status: answer?.statusCode,
};
process.stdout.write(`\nFIRST_EVENT ${JSON.stringify(figures)}\n`, () => process.exit());
