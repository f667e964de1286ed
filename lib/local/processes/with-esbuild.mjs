// Preloaded into serverless-offline, because of what serverless-esbuild leaves behind: a process of esbuild's that would build again
// and holds several hundred MB, where here a change starts the whole service anew. Not in TypeScript, as that would load Node's
// compiler for it into each service.
import { setSourceMapsSupport } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// The functions' stack traces name their sources. Those of packages are left alone: to read their maps takes a start longer.
setSourceMapsSupport(true, { nodeModules: false, generatedCode: false });

// When a build fails the Serverless Framework sets the exit code and leaves it to Node to end; esbuild's process would prevent that.
const failing = setInterval(() => {
  if (process.exitCode) process.exit();
}, 100).unref();

// This process is told that it is ready.
process.once('message', async () => {
  clearInterval(failing);
  // Stopped through the very instance that serverless-esbuild has built with.
  const esbuild = await import('esbuild');
  await esbuild.stop();
  // More than half of the heap is left over from the start, and nothing would collect it for long.
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')({ type: 'major', flavor: 'last-resort' });
});
