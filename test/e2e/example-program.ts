import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Consumer, consumer, exampleProgram } from '../integration/client/consumer.ts';
import type { World } from '../support/steps/world.ts';

/** The example program of docs/examples, copied into a project of its own. */
export function paysByExample(running: () => { readonly url: string; readonly world: Pick<World, 'treasury'> }): void {
  describe('docs/examples/pay.mjs', () => {
    let theirs: Consumer;
    beforeAll(() => {
      theirs = consumer();
    }, 60_000);
    afterAll(() => theirs.remove());

    it('runs unchanged in a project that has only the client', async () => {
      theirs.write('pay.mjs', exampleProgram());
      const { url, world } = running();
      const env = { ...process.env, MIB_URL: url, TREASURY_PASSWORD: world.treasury.password };
      // Not synchronously: this process must notice which of its connections the system closes meanwhile.
      const { stdout } = await promisify(execFile)(process.execPath, ['pay.mjs'], { cwd: theirs.folder, env });
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
  });
}
