import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { isFinal, Status } from '../../../lib/domain/transfer.ts';
import { CreateWalletWorkflow, TransferWorkflow } from '../../../lib/remote/workflows.ts';
import { sweep } from '../../../lib/usecases/sweep.ts';
import { eventually } from '../../support/environment/eventually.ts';
import { type GivenTransfer, givenTransfer, input, MOVED, newWalletId, SUCCESSFUL, standing } from './transfers.ts';
import { makeWorkflowWorld, type WorkflowWorld } from './workflow-world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let world: WorkflowWorld;
beforeAll(async () => {
  world = await makeWorkflowWorld();
});
afterEach(async () => {
  world.heal();
  // The next test would find what this test leaves unfinished.
  await world.sweep({ all: true }, {});
  await world.idle();
  expect(await allOpen()).toBe(0);
  world.heal();
});
afterAll(() => world.close());

async function allOpen(): Promise<number> {
  const stores = [world.journal, world.directory];
  const due = await Promise.all(stores.map((store) => store.due(Number.MAX_SAFE_INTEGER, 100)));
  return due.flat().length;
}

/** A transfer that is due, because it was stored long ago and no run has begun it. */
function overdue(): Promise<GivenTransfer> {
  return givenTransfer(world, { now: Date.now() - 31_000 });
}

async function ended(transfer: GivenTransfer) {
  return eventually(async () => {
    const now = await standing(world, transfer);
    return isFinal(Status.parse(now.status)) && now;
  });
}

/** The sweep that the function makes, at a time that the test chooses. */
function sweepAt(now: number) {
  const { transfer, createWallet } = world.arns;
  const stores = {
    directory: world.directory,
    journal: world.journal,
    transferWorkflow: new TransferWorkflow(transfer),
    createWalletWorkflow: new CreateWalletWorkflow(createWallet),
  };
  return sweep(stores, { now, asOf: now, sweepId: randomUUID() });
}

/** The transfers of the executions that were started. */
function askedFor(): string[] {
  return world.endpoint.asked.map((asked) => z.object({ tx_id: z.string() }).parse(asked).tx_id);
}

describe('the sweeper', () => {
  it('starts a transfer whose start was lost, and the transfer becomes final', async () => {
    const transfer = await overdue();
    expect(await world.sweep({}, {})).toEqual({ transfers: 1, wallets: 0, movers: 0, failures: 0 });
    expect(await ended(transfer)).toMatchObject({ ...SUCCESSFUL, ...MOVED });
  });

  it('restarts a transfer whose shard was down after the decision', async () => {
    const transfer = await overdue();
    world.network.fail('request lost', { walletId: transfer.toId, on: 'commit' });
    await world.runner('transfer', 'before the sweep').run(input(transfer));
    expect(await standing(world, transfer)).toMatchObject({ status: 'PROCESSING', decision: 'COMMIT' });
    world.heal();
    await world.sweep({}, {});
    expect(await ended(transfer)).toMatchObject({ ...SUCCESSFUL, ...MOVED });
  });

  it('ignores transfers that are not due or that are final', async () => {
    const young = await givenTransfer(world);
    const final = await overdue();
    await world.sweep({}, {});
    await ended(final);
    world.endpoint.heal();
    expect(await world.sweep({}, {})).toEqual({ transfers: 0, wallets: 0, movers: 0, failures: 0 });
    expect(askedFor()).toEqual([]);
    expect(await standing(world, young)).toMatchObject({ status: 'PENDING', open: true });
  });

  it('starts everything in flight for an operator who sends `all`', async () => {
    const young = await givenTransfer(world);
    expect(await world.sweep({ all: true }, {})).toMatchObject({ transfers: 1 });
    expect(await ended(young)).toMatchObject(SUCCESSFUL);
  });

  it('starts the creation of wallets that are still CREATING', async () => {
    const walletId = newWalletId(0);
    const now = Date.now() - 31_000;
    const createdAt = new Date(now).toISOString();
    await world.directory.claim({ walletId, owner: 'ann', shard: 0, status: 'CREATING', createdAt }, now);
    expect(await world.sweep({}, {})).toEqual({ transfers: 0, wallets: 1, movers: 0, failures: 0 });
    await eventually(async () => (await world.directory.get(walletId))?.status === 'ACTIVE');
  });

  it('gives a run no deadline, because the deadline starts with the state Begin', async () => {
    const now = Date.now();
    const transfer = await givenTransfer(world, { now: now - 31_000 });
    world.endpoint.onStart = () => 'is lost';
    await sweepAt(now);
    expect(world.endpoint.asked).toEqual([{ from_id: transfer.fromId, tx_id: transfer.txId }]);
  });

  it('doubles the pause after every lost start, up to an hour', async () => {
    world.endpoint.onStart = () => 'is lost';
    const transfer = await overdue();
    let now = Date.now();
    const pauses: number[] = [];
    for (let attempt = 0; attempt < 9; attempt++) {
      expect(await sweepAt(now)).toMatchObject({ transfers: 1 });
      const [due] = await world.journal.due(Number.MAX_SAFE_INTEGER, 100);
      const next = due?.dueAt ?? 0;
      expect(await sweepAt(next - 1)).toMatchObject({ transfers: 0 });
      pauses.push(next - now);
      now = next;
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32].map((n) => n * MINUTE).concat([HOUR, HOUR, HOUR]));
    expect(askedFor()).toEqual(Array.from({ length: 9 }, () => transfer.txId));
  });

  it('starts the other transfers when one fails to start, and starts that one later', async () => {
    const [first, failing, last] = [await overdue(), await overdue(), await overdue()];
    world.endpoint.onStart = ({ input: text }) => (text.includes(failing.txId) ? 'fails' : 'goes on');
    const now = Date.now();
    expect(await world.sweep({}, {})).toEqual({ transfers: 2, wallets: 0, movers: 0, failures: 1 });
    expect(await ended(first)).toMatchObject(SUCCESSFUL);
    expect(await ended(last)).toMatchObject(SUCCESSFUL);
    expect(await standing(world, failing)).toMatchObject({ status: 'PENDING', open: true });

    world.endpoint.heal();
    expect(await sweepAt(now + 2 * MINUTE)).toMatchObject({ transfers: 1, failures: [] });
    expect(await ended(failing)).toMatchObject(SUCCESSFUL);
  });

  it('continues after failures when there are more transfers than it starts at a time', async () => {
    const { fromId, toId } = await overdue();
    const now = Date.now() - 31_000;
    const more = Array.from({ length: 39 }, () => givenTransfer(world, { fromId, toId, amount: 1n, now }));
    const failing = new Set((await Promise.all(more)).slice(0, 20).map(({ txId }) => txId));
    world.endpoint.onStart = ({ input: text }) => {
      const { tx_id } = z.object({ tx_id: z.string() }).parse(JSON.parse(text));
      return failing.has(tx_id) ? 'fails' : 'is lost';
    };
    expect(await world.sweep({}, {})).toEqual({ transfers: 20, wallets: 0, movers: 0, failures: 20 });
  });

  it('starts each transfer once when two sweeps run concurrently', async () => {
    world.endpoint.onStart = () => 'is lost';
    const transfers = [await overdue(), await overdue(), await overdue()];
    await Promise.all([sweepAt(Date.now()), sweepAt(Date.now())]);
    expect(askedFor().toSorted()).toEqual(transfers.map(({ txId }) => txId).toSorted());
  });
});
