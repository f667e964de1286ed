// A process for one function and its first event, as Lambda starts one. Prints the times of the
// parts, in ms. It is plain JavaScript, so that the times include no compilation of TypeScript by
// Node.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { bundle, sdk, event } = JSON.parse(process.env.FIRST_EVENT);
const started = performance.now();
for (const name of sdk) require(name);
const withSdk = performance.now();
const { handler } = require(bundle);
const loaded = performance.now();
let failed;
const response = await handler(event, { functionName: 'bench', getRemainingTimeInMillis: () => 1_000 }).catch(
  (error) => {
    failed = String(error);
  },
);
const responded = performance.now();
const times = {
  sdk: withSdk - started,
  own: loaded - withSdk,
  response: responded - loaded,
  failed,
  status: response?.statusCode,
};
process.stdout.write(`\nFIRST_EVENT ${JSON.stringify(times)}\n`, () => process.exit());
