import { parentPort, workerData } from 'node:worker_threads';
import * as z from 'zod';
import type { Service } from '../../../lib/local/template/template.ts';
import { BREAKAGES } from './breakages.ts';
import { type Exploration, explore } from './explore.ts';
import { simulate } from './simulate.ts';
import { type Breakage, simulatedSystem } from './system.ts';

const REPORT_EVERY = 100;
/**
 * The number of schedules within which the simulation must detect a broken rule. The rule of the
 * missing wallet is the rarest: one schedule in about a thousand shows it.
 */
const BUDGET = 20_000;

const Work = z.object({
  services: z.custom<{ orchestrator: Service; shard: Service }>(),
  seed: z.number(),
  runs: z.number(),
  path: z.string().optional(),
  /** The rules to break, by name. */
  rules: z.array(z.string()),
  ruleSeed: z.number(),
  /** Whether each rule starts at the schedule that is known to show it. */
  known: z.boolean(),
});

/** The result of one rule broken on purpose. */
export interface BrokenRule {
  readonly name: string;
  /** The number of schedules until one broke a promise; undefined if none did. */
  readonly found?: number;
  /** Whether the same schedule keeps every promise with the rule in place. */
  readonly harmlessWithRule: boolean;
}

/** A message from a worker to the command. */
export type Message =
  | { readonly progress: number }
  | { readonly rule: BrokenRule }
  | { readonly exploration: Exploration };

const tell = (message: Message) => parentPort?.postMessage(message);
const { services, rules, ruleSeed, known, ...options } = Work.parse(workerData);

const system = simulatedSystem(services);

async function breakRule(breakage: Breakage): Promise<BrokenRule> {
  const { name, shownBy = 1 } = breakage;
  const skipped = known ? shownBy - 1 : 0;
  const { failure } = await explore(simulatedSystem(services, breakage), {
    seed: ruleSeed,
    runs: BUDGET,
    path: String(skipped),
    asFound: true,
  });
  if (!failure) return { name, harmlessWithRule: true };
  const { broken } = await simulate(system, failure.plan);
  return { name, found: skipped + failure.found, harmlessWithRule: broken.length === 0 };
}

for (const breakage of BREAKAGES) {
  if (rules.includes(breakage.name)) tell({ rule: await breakRule(breakage) });
}
const onSchedule = (done: number) => {
  if (done % REPORT_EVERY === 0) tell({ progress: done });
};
tell({ exploration: await explore(system, { ...options, onSchedule }) });
