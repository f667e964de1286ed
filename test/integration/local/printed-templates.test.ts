import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { printedOnce } from '../../../lib/local/template/printed-templates.ts';

describe('a printed template', () => {
  let folder: string;
  let printed: number;
  const print = async () => `template ${++printed}`;
  beforeEach(async () => {
    printed = 0;
    folder = await mkdtemp(path.join(tmpdir(), 'mib-templates-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('is printed once for the same parameters and environment', async () => {
    expect(await printedOnce(['print'], { SHARD_NUMBER: '1' }, print, folder)).toBe('template 1');
    expect(await printedOnce(['print'], { SHARD_NUMBER: '1' }, print, folder)).toBe('template 1');
  });

  test.each([
    ['other parameters', ['print', '--config', 'serverless.shard.yml'], { SHARD_NUMBER: '1' }],
    ['another value of a variable that a serverless file names', ['print'], { SHARD_NUMBER: '2' }],
    ['a variable whose prefix a serverless file names', ['print'], { SHARD_NUMBER: '1', SHARD_ADDRESS_0: 'http://a' }],
    ['a variable of the SDK', ['print'], { SHARD_NUMBER: '1', AWS_PROFILE: 'other' }],
  ])('is printed again for %s', async (_, parameters, environment) => {
    await printedOnce(['print'], { SHARD_NUMBER: '1' }, print, folder);
    expect(await printedOnce(parameters, environment, print, folder)).toBe('template 2');
  });

  test('does not depend on a variable that no serverless file names', async () => {
    await printedOnce(['print'], { TERM: 'a' }, print, folder);
    expect(await printedOnce(['print'], { TERM: 'b' }, print, folder)).toBe('template 1');
  });

  test('does not depend on the name of the program that Powertools gives to the SDK', async () => {
    await printedOnce(['print'], {}, print, folder);
    expect(await printedOnce(['print'], { AWS_SDK_UA_APP_ID: 'PT/NO-OP/2' }, print, folder)).toBe('template 1');
  });

  test('is not stored if printing fails', async () => {
    const failing = () => Promise.reject(new Error('not accepted'));
    await expect(printedOnce(['print'], {}, failing, folder)).rejects.toThrow('not accepted');
    expect(await printedOnce(['print'], {}, print, folder)).toBe('template 1');
  });

  test('is removed if 24 others have been used since', async () => {
    for (let n = 0; n < 30; n++) await printedOnce([`print ${n}`], {}, print, folder);
    expect(await readdir(folder)).toHaveLength(24);
  });
});
