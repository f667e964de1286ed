import * as z from 'zod';
import { AuditTime } from './audit-time.ts';
import { ColdStart } from './cold-start.ts';
import { Growth } from './growth.ts';
import { HotWallets } from './hot-wallets.ts';
import { Layers } from './layers.ts';
import { LoginTime } from './login-time.ts';
import { OpenLoop } from './open-loop.ts';
import { Burst } from './overload.ts';
import { Peers } from './peers/peers.ts';
import { Speed } from './speed.ts';
import { StripedSpeed } from './striped-speed.ts';
import { CountedWork } from './work.ts';

/** One line of a bill for a million. */
const BillItem = z.strictObject({ price: z.string(), quantity: z.number(), usd: z.number() });

/** The bills for a million transfers between shards: ours, and that of the textbook's design. */
export type Price = z.infer<typeof Price>;
export const Price = z.strictObject({
  pricedOn: z.string(),
  logBytes: z.number(),
  ours: z.array(BillItem),
  textbook: z.array(BillItem),
  /** In USD, of every counted operation. */
  perMillion: z.record(z.string(), z.number()),
});

/** All results of `npm run bench`, each part of its last run. */
export type Results = z.infer<typeof Results>;
export const Results = z.strictObject({
  /** The machine of the timed parts. */
  machine: z.string().optional(),
  work: CountedWork.optional(),
  price: Price.optional(),
  growth: Growth.optional(),
  speed: Speed.optional(),
  layers: Layers.optional(),
  overload: z.array(Burst).optional(),
  openLoop: OpenLoop.optional(),
  cold: ColdStart.optional(),
  login: LoginTime.optional(),
  audit: AuditTime.optional(),
  hotWallets: HotWallets.optional(),
  stripedSpeed: StripedSpeed.optional(),
  peers: Peers.optional(),
});
