import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildWeb } from '../../../lib/web/build/build.ts';
import { firstLoad, firstLoadKb, MAX_FIRST_LOAD_KB } from './first-load.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'mib-web-'));
  await buildWeb(folder);
}, 30_000);
afterAll(() => rm(folder, { recursive: true }));

describe.each(['wallet', 'console'])('the first load of the %s', (entry) => {
  it(`takes at most ${MAX_FIRST_LOAD_KB} KB compressed`, () => {
    const files = firstLoad(path.join(folder, entry));
    expect(files.map(({ name }) => path.extname(name))).toEqual(expect.arrayContaining(['.html', '.css', '.js']));
    expect(firstLoadKb(path.join(folder, entry))).toBeLessThanOrEqual(MAX_FIRST_LOAD_KB);
  });
});
