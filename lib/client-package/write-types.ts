import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { clientTypes } from './types.ts';

const types = await clientTypes();
if (process.argv.includes('--print')) process.stdout.write(types);
else writeFileSync(path.resolve(import.meta.dirname, '../client/schema.ts'), types);
