import * as z from 'zod';
import { addsUp, type Leg, legsOf } from '../../../lib/domain/legs.ts';
import type { Transfer } from '../../../lib/domain/transfer.ts';
import { ReserveTask } from '../../../lib/usecases/reserve.ts';
import { SettleTask } from '../../../lib/usecases/settle.ts';
import { replaced } from './bends.ts';
import type { Breakage, Settling } from './system.ts';

const Results = z.array(z.looseObject({ outcome: z.string().optional(), unconfirmed: z.boolean().optional() }));
const Reserved = z.looseObject({ outcome: z.string(), legs: Results });
const Payload = z.looseObject({ item: z.looseObject({}) });
/** The transfer is captured at once. */
const AT_ONCE = '{"Not":{"Variable":"$.transfer.Attributes.manual","IsPresent":true}}';
type RollbackLegs = Settling['shards']['rollbackLegs'];

/** The rules of transfers with several legs, and of the payees' rows. */
export const BREAKAGES_OF_LEGS: readonly Breakage[] = [
  {
    name: 'the debit and the first credit are enough to commit',
    shownBy: 2,
    definition: (asl) =>
      replaced(
        asl,
        `{"And":[{"Variable":"$.reserved.outcome","StringEquals":"HELD"},${AT_ONCE}],"Next":"Decide to commit"}`,
        `{"And":[${[0, 1].map(isHeld).join(',')},${AT_ONCE}],"Next":"Decide to commit"}`,
      ),
  },
  {
    name: 'a leg without a response counts as held',
    shownBy: 26,
    reserve: async (payload, run) => {
      const reserved = Reserved.parse(await run(payload));
      const silent = reserved.legs.filter(({ unconfirmed }) => unconfirmed);
      const held = reserved.legs.filter(({ outcome }) => outcome === 'HELD');
      const all = silent.length > 0 && silent.length + held.length === reserved.legs.length;
      return all ? { ...reserved, outcome: 'HELD' } : reserved;
    },
  },
  {
    name: 'an abort settles only the legs that were heard as held',
    shownBy: 11,
    settle: ({ shards, ...rest }, payload) => {
      const heard = heardAsHeld(SettleTask.parse(payload).item.transfer);
      return { shards: { ...bound(shards), rollbackLegs: onlyOf(heard, shards) }, ...rest };
    },
  },
  {
    name: 'no response to a commit counts as settled',
    shownBy: 88,
    settle: ({ shards, ...rest }) => ({
      shards: {
        ...bound(shards),
        commitLegs: async (request, clock) => {
          const legs = await shards.commitLegs(request, clock);
          return legs.map(({ walletId, shard, at, result = { first: true } }) => ({ walletId, shard, at, result }));
        },
      },
      ...rest,
    }),
  },
  {
    name: 'the legs are not checked to add up before they are held',
    shownBy: 440,
    reserve: async (payload, run) => {
      const { item } = Payload.parse(payload);
      const transfer = ReserveTask.parse(payload).item;
      if (addsUp(transfer)) return run(payload);
      const sum = transfer.credits.reduce((total, { amount }) => total + amount, 0n);
      return run({ item: { ...z.record(z.string(), z.json()).parse(item), amount: { N: String(sum) } } });
    },
  },
  {
    name: 'the payees get their rows after the final status',
    settle: ({ journal, ...rest }) => ({
      ...rest,
      journal: {
        putPayeeRows: async (...row) => {
          setTimeout(() => void journal.putPayeeRows(...row), 1_000);
          return row[0].credits.length;
        },
      },
    }),
  },
  {
    name: 'only the first payee gets a row',
    shownBy: 88,
    settle: ({ journal, ...rest }) => ({
      ...rest,
      journal: {
        putPayeeRows: (transfer, end) =>
          journal.putPayeeRows({ ...transfer, credits: transfer.credits.slice(0, 1) }, end),
      },
    }),
  },
  {
    name: 'the row of a payee is put over the one that is there',
    shownBy: 26,
    operation: (operation, input) => {
      const { ConditionExpression, ...blind } = input;
      return operation === 'PutItem' && input.Item?.payer_id ? blind : input;
    },
  },
];

function isHeld(leg: number): string {
  const outcome = `"Variable":"$.reserved.legs[${leg}].outcome"`;
  return `{${outcome},"IsPresent":true},{${outcome},"StringEquals":"HELD"}`;
}

/** The wallets that held for the transfer, as its decision says. */
function heardAsHeld(transfer: Transfer): ReadonlySet<string> {
  const results = Results.safeParse(JSON.parse(transfer.responses?.held ?? '[]')).data ?? [];
  return new Set(legsOf(transfer).flatMap(({ walletId }, n) => (results[n]?.outcome === 'HELD' ? [walletId] : [])));
}

/** Asks for these wallets. The others are asked about a transaction that nobody has. */
function onlyOf(wallets: ReadonlySet<string>, shards: Settling['shards']): RollbackLegs {
  return async ({ transactionId, deadline, legs }, clock) => {
    const ask = (id: string, some: readonly Pick<Leg, 'walletId'>[]) =>
      shards.rollbackLegs({ transactionId: id, deadline, legs: some }, clock);
    const [heard, others] = await Promise.all([
      ask(
        transactionId,
        legs.filter(({ walletId }) => wallets.has(walletId)),
      ),
      ask(
        otherThan(transactionId),
        legs.filter(({ walletId }) => !wallets.has(walletId)),
      ),
    ]);
    const all = new Map([...heard, ...others].map((leg) => [leg.walletId, leg]));
    return legs.flatMap(({ walletId }) => all.get(walletId) ?? []);
  };
}

function otherThan(txId: string): string {
  return `${txId.slice(0, -1)}${txId.endsWith('0') ? '1' : '0'}`;
}

function bound(shards: Settling['shards']): Settling['shards'] {
  return {
    commitLegs: (request, clock) => shards.commitLegs(request, clock),
    rollbackLegs: (request, clock) => shards.rollbackLegs(request, clock),
  };
}
