import { type Burst, overload } from '../programs/bench/overload.ts';
import { IS_REMOTE, type RunningWorld } from './running-world.ts';

/** More than the gateway lets run at the same time. */
const COUNT = 20;
const OTHERS = 3;

/** The statuses of responses to transfers under load. */
const ALLOWED = ['202', '429', '503'];

/** Many simultaneous transfers. `npm run bench -- --only overload` sends 1,000. */
export function burst(running: () => RunningWorld): void {
  // In the cloud API Gateway throttles, with responses of its own.
  (IS_REMOTE ? it.skip : it)(
    `accepts or refuses each of ${COUNT} simultaneous transfers from one wallet and to one, and all accepted ones succeed`,
    async () => {
      const { url, world } = running();
      const bursts = await overload({ url, treasury: world.treasury }, { count: COUNT, others: OTHERS, say: () => {} });
      expect(bursts.map(({ name }) => name)).toEqual(['out of one wallet', 'into one wallet']);
      for (const found of bursts) {
        expect(Object.keys(found.responses).filter((status) => !ALLOWED.includes(status))).toEqual([]);
        const accepted = found.responses['202'] ?? 0;
        expect(accepted).toBeGreaterThan(0);
        const ends: Burst['ends'] = { 'SUCCESSFUL, transaction completed': accepted };
        expect(found).toMatchObject({ ends, writtenUnasked: 0 });
      }
    },
    120_000,
  );
}
