import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);

// Lambda's Node.js runtime has the AWS SDK, so functions are packaged without it. The emulator's
// runtime has none.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier.startsWith('@aws-sdk/') && context.parentURL !== import.meta.url
      ? { url: pathToFileURL(require.resolve(specifier)).href, shortCircuit: true }
      : next(specifier, context),
});

// Lambda also finds a handler in a .cjs file; the emulator only where `require` looks.
require.extensions['.cjs'] = require.extensions['.js'];
