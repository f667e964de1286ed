import { execFile, execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { exampleProgram } from '../integration/client/consumer.ts';
import type { World } from '../support/steps/world.ts';

const PROJECT = path.resolve(__dirname, '../..');

/**
 * The example program of docs/examples, copied into a project of its own. The client is built into
 * the place where npm installs it. test/integration/client packs it and installs it with npm.
 */
export function paysByExample(running: () => { readonly url: string; readonly world: Pick<World, 'treasury'> }): void {
  describe('docs/examples', () => {
    let folder: string;
    beforeAll(async () => {
      folder = await mkdtemp(path.join(tmpdir(), 'mib-example-'));
      const installed = path.join(folder, 'node_modules/mib');
      execFileSync(process.execPath, ['lib/client/build/prepare.ts', installed], { cwd: PROJECT });
      await writeFile(path.join(folder, 'pay.mjs'), exampleProgram());
      await copyFile(path.join(PROJECT, 'docs/examples/my-webhook.mjs'), path.join(folder, 'my-webhook.mjs'));
    }, 60_000);
    afterAll(() => rm(folder, { recursive: true, force: true }));

    it('pay.mjs runs unchanged in a project that has only the client', async () => {
      const { url, world } = running();
      const env = { ...process.env, MIB_URL: url, TREASURY_PASSWORD: world.treasury.password };
      // Not synchronously: this process must notice which of its connections the system closes
      // meanwhile.
      const { stdout } = await promisify(execFile)(process.execPath, ['pay.mjs'], { cwd: folder, env });
      expect(stdout.trimEnd().split('\n')).toEqual([
        'funded: SUCCESSFUL',
        'saved 250: SUCCESSFUL, transaction completed',
        'saved 5000: INVALID, not enough funds in the wallet',
        '+1000 SUCCESSFUL',
        '-250 SUCCESSFUL',
        '-5000 INVALID',
        'left: 750n',
        '404 wallet_not_found',
      ]);
    }, 60_000);

    it('my-webhook.mjs hears of its test, its payment, its entry and its freeze, and lists what was delivered', async () => {
      const { url, world } = running();
      const env = { ...process.env, MIB_URL: url, TREASURY_PASSWORD: world.treasury.password };
      const { stdout } = await promisify(execFile)(process.execPath, ['my-webhook.mjs'], { cwd: folder, env });
      expect(stdout.split('\n')).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^webhook\.test/),
          expect.stringMatching(/^(transfer\.final \+5 SUCCESSFUL|statement\.posted \+5 \d+)$/),
          expect.stringMatching(/^delivery: (transfer\.final|statement\.posted) delivered 204$/),
          'wallet.frozen owner ',
          'wallet.unfrozen owner ',
          'delivery: webhook.test delivered 204',
          'delivery: wallet.frozen delivered 204',
        ]),
      );
    }, 120_000);
  });
}
