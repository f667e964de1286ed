import { createRequire, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);

// Lambda's Node.js runtime brings the AWS SDK along, so functions are packaged without it; the emulator's runtime does not.
registerHooks({
  resolve: (specifier, context, next) =>
    specifier.startsWith('@aws-sdk/') && context.parentURL !== import.meta.url
      ? { url: pathToFileURL(require.resolve(specifier)).href, shortCircuit: true }
      : next(specifier, context),
});

// Lambda finds a handler in a .cjs file, too; the emulator only where `require` looks by itself.
require.extensions['.cjs'] = require.extensions['.js'];
