// Lambda's Node.js runtime brings the AWS SDK along, so functions are packaged without it; the emulator's runtime does not.
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) =>
    next(specifier, specifier.startsWith('@aws-sdk/') ? { ...context, parentURL: import.meta.url } : context),
});
