import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { clientTypes } from './types.ts';

const { print } = new Command('npm run client:types --')
  .description("Generates the client's types, lib/client/schema.ts, from the OpenAPI document.")
  .option('--print', 'print the types instead')
  .parse()
  .opts<{ print?: boolean }>();

const types = await clientTypes();
if (print) process.stdout.write(types);
else writeFileSync(path.resolve(import.meta.dirname, '../schema.ts'), types);
