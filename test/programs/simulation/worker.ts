import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import type { Service } from '../../../lib/local/template/template.ts';
import { explore } from './explore.ts';
import { simulatedSystem } from './system.ts';

const REPORT_EVERY = 1_000;
const Work = z.object({
  services: z.custom<{ orchestrator: Service; shard: Service }>(),
  seed: z.number(),
  runs: z.number(),
  path: z.string().optional(),
});

/** One core's share of the schedules. */
const { services, ...options } = Work.parse(workerData);
const exploration = await explore(simulatedSystem(services), {
  ...options,
  onSchedule: (done) => {
    if (done % REPORT_EVERY === 0) parentPort?.postMessage({ progress: done });
  },
});
parentPort?.postMessage({ exploration });
