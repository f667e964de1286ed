import { existsSync } from 'node:fs';
import path from 'node:path';

const PROJECT = path.resolve(import.meta.dirname, '../../..');

/**
 * Builds the web pages if nothing has: `npm ci` does, unless scripts are switched off.
 * @param building called before it builds, which takes a second or two
 */
export async function ensureWeb(building: () => void = () => undefined): Promise<void> {
  if (existsSync(path.join(PROJECT, '.web/wallet/index.html'))) return;
  building();
  const { buildWeb } = await import('./build.ts');
  await buildWeb();
}
