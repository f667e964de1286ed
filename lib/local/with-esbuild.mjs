// Preloaded into serverless-offline: gives back what only the start has needed, when this process is told that it is ready. Not in
// TypeScript, as that would load Node's compiler for it into each service.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

process.once('message', async () => {
  // A process of its own that would build again, and holds several hundred MB. Here a change starts the whole service anew. It is
  // stopped through the very instance that serverless-esbuild has built with.
  const esbuild = await import('esbuild');
  await esbuild.stop();
  // More than half of the heap is left over from reading and checking the serverless file, and nothing would collect it for long.
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')({ type: 'major', flavor: 'last-resort' });
});
