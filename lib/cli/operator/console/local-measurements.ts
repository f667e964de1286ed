import * as z from 'zod';
import { ROUTES } from '../../../web/console/contract.ts';
import type { LocalSwitchboard } from '../local-stage.ts';
import { type Measurements, NOTHING_MEASURED } from './measurements.ts';

const Measured = z.object({
  series: ROUTES.series.output,
  last: z.array(z.object({ service: z.string(), name: z.string(), value: z.number(), at: z.number() })),
});

/** What the switchboard of a local stack has read in the lines of its processes. It costs no request elsewhere. */
export function localMeasurements(switchboard: LocalSwitchboard): Measurements {
  const ask = (minutes: number) => switchboard.ask(Measured, `/metrics?minutes=${minutes}`);
  return {
    ...NOTHING_MEASURED,
    series: async (minutes) => (await ask(minutes)).series,
    last: async () => (await ask(1)).last,
  };
}
