import { type Burst, overload } from '../programs/bench/overload.ts';
import { IS_REMOTE, type RunningWorld } from './world.ts';

const COUNT = 60;
const OTHERS = 6;

/** What a response to a transfer may be under load. */
const ALLOWED = ['202', '429', '503'];

/** Many transfers at the same moment; `npm run bench -- --only overload` sends a thousand. */
export function burst(running: () => RunningWorld): void {
  // In the cloud API Gateway throttles, in its own words.
  (IS_REMOTE ? it.skip : it)(
    `takes or refuses each of ${COUNT} transfers at once, out of one wallet and into one, and all that it takes succeed`,
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
