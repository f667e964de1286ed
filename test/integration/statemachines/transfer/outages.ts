import { deadlineFrom } from '../../../../lib/domain/deadline.ts';
import { NOTES } from '../../../../lib/domain/transfer.ts';
import { eventually } from '../../../support/environment/eventually.ts';
import {
  aborted,
  begun,
  type GivenTransfer,
  givenTransfer,
  input,
  MOVED,
  NOT_MOVED,
  newWalletId,
  openWallet,
  SUCCESSFUL,
  standing,
} from '../transfers.ts';
import type { Stage } from './stage.ts';

/** More calls than a run makes before its retries can reach the deadline. */
const SOME_CALLS = 20;
const FAILED = { ...aborted('FAILED', NOTES.limitExceeded), ...NOT_MOVED };
const SIDES = ['fromId', 'toId'] as const;

/** Shards without a response, or with a server error, while the money is being held. */
export function outages(the: Stage): void {
  /** Sets a deadline in 300 ms, and delays the run after some calls until it has passed. */
  async function soonOver(transfer: GivenTransfer): Promise<number> {
    const deadline = Date.now() + 300;
    await begun(the.world, transfer, deadline);
    let calls = 0;
    the.runner.schedule = async (act) => {
      calls += 1;
      if (calls > SOME_CALLS) await eventually(async () => Date.now() > deadline);
      return act();
    };
    return deadline;
  }

  describe.each(SIDES)('when the shard of %s', (side) => {
    it.each(['request lost', 'response lost', 500] as const)(
      'keeps failing (%s), the transfer is FAILED',
      async (fault) => {
        const transfer = await givenTransfer(the.world);
        the.world.network.fail(fault, { walletId: transfer[side], on: 'reserve' });
        expect(await the.runner.run(input(transfer))).toMatchObject({ end: 'Done' });
        expect(await standing(the.world, transfer)).toMatchObject(FAILED);
      },
    );

    it.each(['request lost', 'late', 500, 429] as const)('fails twice (%s), the reserve is retried', async (fault) => {
      const transfer = await givenTransfer(the.world);
      the.world.network.fail(fault, { walletId: transfer[side], on: 'reserve', times: 2 });
      await the.runner.run(input(transfer));
      expect(await standing(the.world, transfer)).toMatchObject({ ...SUCCESSFUL, ...MOVED });
      await the.world.network.deliverLate();
      expect(await standing(the.world, transfer)).toMatchObject({ ...SUCCESSFUL, ...MOVED });
    });

    it.each([429, 503] as const)(
      'is busy (%s), the reserve is retried until the deadline, and then the transfer is FAILED',
      async (fault) => {
        const transfer = await givenTransfer(the.world);
        const deadline = await soonOver(transfer);
        the.world.network.fail(fault, { walletId: transfer[side], on: 'reserve' });
        await the.runner.run(input(transfer));
        expect(await standing(the.world, transfer)).toMatchObject(FAILED);
        expect(Date.now()).toBeGreaterThan(deadline);
      },
    );

    it('is busy eight times, the reserve is still retried and the transfer succeeds', async () => {
      const transfer = await givenTransfer(the.world);
      the.world.network.fail(429, { walletId: transfer[side], on: 'reserve', times: 8 });
      await the.runner.run(input(transfer));
      expect(await standing(the.world, transfer)).toMatchObject({ ...SUCCESSFUL, ...MOVED });
    });

    it('loses a response, the next attempt finds the same hold', async () => {
      const transfer = await givenTransfer(the.world);
      the.world.network.fail('response lost', { walletId: transfer[side], on: 'reserve', times: 1 });
      await the.runner.run(input(transfer));
      const held = the.world.network.delivered.filter((line) => line === `reserve ${transfer[side]} 200`);
      expect(held).toHaveLength(2);
      expect(await standing(the.world, transfer)).toMatchObject({ ...SUCCESSFUL, ...MOVED });
    });

    it('receives the reserve only after the end, it responds with 409', async () => {
      const transfer = await givenTransfer(the.world);
      the.world.network.fail('late', { walletId: transfer[side], on: 'reserve' });
      await the.runner.run(input(transfer));
      await the.world.network.deliverLate();
      expect(the.world.network.delivered).toContain(`reserve ${transfer[side]} 409`);
      expect(await standing(the.world, transfer)).toMatchObject(FAILED);
    });
  });

  it('is FAILED if neither shard responds', async () => {
    const transfer = await givenTransfer(the.world);
    for (const side of SIDES) the.world.network.fail('request lost', { walletId: transfer[side], on: 'reserve' });
    await the.runner.run(input(transfer));
    expect(await standing(the.world, transfer)).toMatchObject(FAILED);
  });

  it('is INVALID if one side rules it out and the other does not respond', async () => {
    const noPayee = await givenTransfer(the.world, { toId: newWalletId(1) });
    the.world.network.fail('request lost', { walletId: noPayee.fromId, on: 'reserve' });
    await the.runner.run(input(noPayee));
    expect(await standing(the.world, noPayee)).toMatchObject(aborted('INVALID', NOTES.noSuchWallet));

    const tooMuch = await givenTransfer(the.world, { amount: 101n });
    the.world.network.fail('request lost', { walletId: tooMuch.toId, on: 'reserve' });
    await the.runner.run(input(tooMuch));
    expect(await standing(the.world, tooMuch)).toMatchObject({
      ...aborted('INVALID', NOTES.notEnoughFunds),
      ...NOT_MOVED,
    });
  });

  it('is retried when Lambda throttles the function', async () => {
    const transfer = await givenTransfer(the.world);
    let throttled = 0;
    the.runner.database.before('Begin', async () => {
      throttled = 12;
    });
    the.runner.schedule = async (act) => {
      if (throttled === 0) return act();
      throttled -= 1;
      throw Object.assign(new Error('Rate Exceeded.'), { name: 'Lambda.TooManyRequestsException' });
    };
    await the.runner.run(input(transfer));
    expect(await standing(the.world, transfer)).toMatchObject({ ...SUCCESSFUL, ...MOVED });
  });

  it('is FAILED if the function never responds, and says that every leg is unconfirmed', async () => {
    const transfer = await givenTransfer(the.world);
    let calls = 0;
    the.runner.schedule = async (act) => {
      calls += 1;
      // After Begin, the attempts to reserve.
      if (calls > 1 && calls <= 4) throw Object.assign(new Error('made up by the test'), { name: 'Lambda.Unknown' });
      return act();
    };
    const { path } = await the.runner.run(input(transfer));
    expect(path).toContain('Nothing confirmed');
    expect(await standing(the.world, transfer)).toMatchObject(FAILED);
  });

  it('is still retried until the deadline if the last attempt finds a busy shard', async () => {
    const transfer = await givenTransfer(the.world);
    the.world.network.fail('request lost', { walletId: transfer.toId, on: 'reserve', times: 2 });
    the.world.network.fail(429, { walletId: transfer.toId, on: 'reserve', times: 5 });
    expect((await the.runner.run(input(transfer))).path).toContain('Reserve for the last time');
    expect(await standing(the.world, transfer)).toMatchObject({ ...SUCCESSFUL, ...MOVED });
  });

  describe('when a wallet is full', () => {
    it('on either side, the reserve is retried until it has room', async () => {
      for (const side of SIDES) {
        const { transfer, delivered, makeRoom } = await givenFull(side);
        the.runner.schedule = async (act) => {
          if (delivered(429).length === 6) await makeRoom();
          return act();
        };
        await the.runner.run(input(transfer));
        expect(delivered(429).length).toBeGreaterThan(5);
        expect(await standing(the.world, transfer)).toMatchObject({ ...SUCCESSFUL, payer: { available: 60n } });
        the.world.heal();
      }
    });

    it('on either side and stays full, the transfer is FAILED after the deadline', async () => {
      for (const side of SIDES) {
        const { transfer } = await givenFull(side);
        const deadline = await soonOver(transfer);
        await the.runner.run(input(transfer));
        expect(await standing(the.world, transfer)).toMatchObject({
          ...aborted('FAILED', NOTES.limitExceeded),
          payer: { available: 100n },
        });
        expect(Date.now()).toBeGreaterThan(deadline);
        the.world.heal();
      }
    });

    it('and its shard does not respond to the second credit, the transfer is FAILED', async () => {
      const { transfer, delivered } = await givenFull('toId', 100);
      // The wallet has no room for a credit alone, but would have room for a credit whose debit is
      // held.
      the.world.network.onDelivered = () => {
        if (delivered(429).length === 1)
          the.world.network.fail('request lost', { walletId: transfer.toId, on: 'reserve' });
      };
      await the.runner.run(input(transfer));
      expect(await standing(the.world, transfer)).toMatchObject({
        ...aborted('FAILED', NOTES.limitExceeded),
        payer: NOT_MOVED.payer,
      });
    });

    async function givenFull(side: 'fromId' | 'toId', holds = 200) {
      const deadline = deadlineFrom(Date.now());
      const payer = side === 'fromId';
      const walletId = await openWallet(the.world, payer ? 0 : 1, payer ? 100n : 0n);
      const shard = the.world.shards[payer ? 0 : 1];
      const hold = (n: number) =>
        shard.reserve({ transactionId: `open-${n}`, walletId, amount: 1n, deadline, debitHeld: true }, Date.now());
      await Promise.all(Array.from({ length: holds }, (_, n) => hold(n)));
      const transfer = await givenTransfer(the.world, { [side]: walletId });
      const makeRoom = () => shard.rollback(walletId, 'open-0', deadline, Date.now());
      const from = the.world.network.delivered.length;
      const delivered = (status: number) =>
        the.world.network.delivered.slice(from).filter((line) => line === `reserve ${walletId} ${status}`);
      return { transfer, delivered, makeRoom };
    }
  });

  describe('when transfers of users without money, whose shard is down, fill the wallet of the payee', () => {
    it('a transfer of a user with money still succeeds', async () => {
      const { world } = the;
      const victim = await openWallet(world, 1, 7n);
      const penniless = await openWallet(world, 0, 0n);
      const attacks = await Promise.all(
        Array.from({ length: 205 }, () => givenTransfer(world, { fromId: penniless, toId: victim })),
      );
      world.network.fail('request lost', { walletId: penniless, on: 'reserve' });
      // Each attack holds its credit if it finds room. Its run then waits for the payer's shard,
      // which is down.
      for (const attack of attacks) await the.runner.run(input(attack), { dieAfter: 'Reserve' });
      expect(await standing(world, attacks[0] ?? NO_TRANSFER)).toMatchObject({ payee: { holds: 100 } });

      const honest = await givenTransfer(world, { fromId: await openWallet(world, 1, 100n), toId: victim });
      await the.other.run(input(honest));
      expect(await standing(world, honest)).toMatchObject({
        ...SUCCESSFUL,
        payer: MOVED.payer,
        payee: { available: 47n },
      });
    }, 60_000);
  });
}

const NO_TRANSFER = { txId: '', fromId: '', toId: '' };
