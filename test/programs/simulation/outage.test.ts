import { ulid } from 'ulid';
import { services } from '../../support/environment/services.ts';
import { inVirtualTime } from '../../support/virtual-time.ts';
import type { Plan } from './plan.ts';
import { SimulatedWorld } from './simulated-world.ts';
import { simulatedSystem } from './system.ts';

const MINUTE_MS = 60_000;
const CALM: Plan = {
  seed: 2,
  shards: 2,
  funds: [100, 0],
  opened: [0, 0],
  statementAt: [0, 0],
  controls: [],
  transfers: [],
  duplicates: [],
  crashes: [],
  consumers: 1,
  faults: 0,
  skewMs: 0,
  refunds: [],
  holds: [],
};

const [shard] = services().shards;
if (!shard) throw new Error('no shard is declared');
const system = simulatedSystem({ orchestrator: services().orchestrator, shard });

describe("a payee's shard that is down for ten minutes after COMMIT", () => {
  it('commits its credit after the outage, without any rollback', async () => {
    await inVirtualTime(1, async (pass) => {
      const world = new SimulatedWorld(system, CALM);
      await world.open();
      const [fromId, txId] = ['0', ulid(Date.now())];
      const transfer = { fromId, txId, amount: 40n, credits: [{ toId: '1', amount: 40n }] };
      await world.journal.create(transfer, Date.now());
      world.workflow.start({ fromId, txId });
      const state = async () => {
        const { status, decision } = (await world.journal.get(fromId, txId)) ?? {};
        return { status, decision };
      };

      while ((await state()).decision === undefined) await pass(1);
      world.shards.down.add('shard-1');
      for (let minute = 0; minute < 10; minute++) {
        await world.sweep(false);
        await pass(MINUTE_MS);
        expect(await state()).toEqual({ status: 'PROCESSING', decision: 'COMMIT' });
      }

      world.shards.down.delete('shard-1');
      await world.sweep(true);
      await pass(MINUTE_MS);
      expect(await state()).toEqual({ status: 'SUCCESSFUL', decision: 'COMMIT' });
      await world.statements.readTheRest();
      await world.checkTheEnd();
      expect(world.promises.broken).toEqual([]);
    });
  });
});
