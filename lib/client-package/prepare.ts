// Builds the client's package into .client, or the folder that is named.
import path from 'node:path';
import { buildClient } from './build.ts';

const [, , folder = path.resolve(import.meta.dirname, '../../.client')] = process.argv;
await buildClient(folder);
