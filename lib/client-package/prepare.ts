import path from 'node:path';
import { buildClient } from './build.ts';

await buildClient(path.resolve(import.meta.dirname, '../../.client'));
