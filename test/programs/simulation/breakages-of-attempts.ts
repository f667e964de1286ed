import * as z from 'zod';
import { HoldTask } from '../../../lib/usecases/hold.ts';
import { SettleTask } from '../../../lib/usecases/settle.ts';
import { condition, replaced } from './bends.ts';
import type { Breakage, Holding } from './system.ts';

const Request = z.looseObject({ transaction_id: z.string() });
const Payload = z.looseObject({ item: z.looseObject({ capture: z.looseObject({ M: z.looseObject({}) }).optional() }) });
type RollbackLegs = Holding['shards']['rollbackLegs'];

const ROLLED_BACK_LATER_MS = 2_000;

/** The rules of the attempts to capture a transfer. */
export const BREAKAGES_OF_ATTEMPTS: readonly Breakage[] = [
  {
    name: 'an attempt is numbered by what was read, whatever was written since',
    operation: (_operation, input) =>
      input.UpdateExpression?.startsWith('SET #capture = :capture')
        ? condition(
            condition(input, ' AND attribute_not_exists(captures)', ''),
            'captures = :before',
            '(captures = :before OR attribute_exists(captures))',
          )
        : input,
  },
  {
    name: 'an attempt that was given up commits',
    definition: (asl) =>
      replaced(asl, '#capture.#state = :holding)', '(#capture.#state = :holding OR attribute_exists(#capture)))'),
  },
  {
    name: 'an attempt commits that is not the present one',
    definition: (asl) => replaced(asl, '#capture.#n = :n AND', '(#capture.#n = :n OR attribute_exists(#capture)) AND'),
  },
  {
    name: 'an attempt is rolled back before it is given up',
    hold: ({ captures, ...rest }) => ({
      ...rest,
      captures: {
        ...boundTo(captures),
        giveUp: async (transfer) => ({ done: true, transfer, attempts: 0, reason: undefined }),
        release: async (transfer, capture) => {
          const given = await captures.giveUp(transfer, capture);
          return given.done ? captures.release(transfer, capture) : given;
        },
      },
    }),
  },
  {
    name: 'an attempt is released before its credit is rolled back',
    hold: ({ shards, ...rest }) => ({
      ...rest,
      shards: {
        rollbackLegs: async (request, clock) => {
          setTimeout(() => void shards.rollbackLegs(request, clock), ROLLED_BACK_LATER_MS);
          return request.legs.map(({ walletId }) => ({ walletId, shard: 0, at: clock(), result: { first: true } }));
        },
      },
    }),
  },
  {
    name: 'all attempts have one id on the shard of their payee',
    request: (_path, body) => {
      const parsed = Request.safeParse(body).data;
      return parsed ? { ...parsed, transaction_id: parsed.transaction_id.replace(/-\d+$/, '-1') } : body;
    },
  },
  {
    name: 'a credit is rolled back by the deadline of its debit',
    hold: ({ shards, ...rest }, payload) => ({
      ...rest,
      shards: {
        rollbackLegs: byFirstDeadline(shards.rollbackLegs.bind(shards), HoldTask.parse(payload).item.deadline),
      },
    }),
    settle: ({ shards, ...rest }, payload) => ({
      ...rest,
      shards: {
        commitLegs: (request, clock) => shards.commitLegs(request, clock),
        rollbackLegs: byFirstDeadline(
          shards.rollbackLegs.bind(shards),
          SettleTask.parse(payload).item.transfer.deadline,
        ),
      },
    }),
  },
  {
    name: 'every run of a capture has a deadline of its own',
    reserve: async (payload, run) => {
      const { item, ...rest } = Payload.parse(payload);
      if (!item.capture) return run(payload);
      const M = { ...item.capture.M, deadline: { N: String(Date.now() + 15_000) } };
      return run(z.json().parse({ ...rest, item: { ...item, capture: { M } } }));
    },
  },
];

function byFirstDeadline(rollbackLegs: RollbackLegs, deadline = 0): RollbackLegs {
  return (request, clock) =>
    rollbackLegs(request.transactionId.includes('-') ? { ...request, deadline } : request, clock);
}

function boundTo(captures: Holding['captures']): Holding['captures'] {
  return {
    end: (...of) => captures.end(...of),
    giveUp: (...of) => captures.giveUp(...of),
    release: (...of) => captures.release(...of),
    wait: (...of) => captures.wait(...of),
  };
}
