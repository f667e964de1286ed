// Preloaded into the programs of the local stack: Node stores what it has compiled, TypeScript
// included, for their next start. In a program itself it would come too late, after the imports.
import { enableCompileCache } from 'node:module';
import path from 'node:path';

enableCompileCache(path.resolve(import.meta.dirname, '../../../node_modules/.cache/node-compile'));
