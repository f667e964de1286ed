import * as z from 'zod';
import { condition, update } from './bends.ts';
import type { Breakage } from './system.ts';

const Payload = z.looseObject({ item: z.record(z.string(), z.json()) });

/** The rules of refunds. */
export const BREAKAGES_OF_REFUNDS: readonly Breakage[] = [
  {
    name: 'a refund is not claimed',
    shownBy: 35,
    reserve: async (payload, run) => {
      const { item, ...rest } = Payload.parse(payload);
      const { refund_of: _, ...plain } = item;
      return run({ ...rest, item: plain });
    },
  },
  {
    name: 'the claim of a refund is not compared with what is left',
    shownBy: 94,
    operation: (_operation, input) =>
      condition(input, ' AND ((attribute_not_exists(refundable) AND amount >= :amount) OR refundable >= :amount)', ''),
  },
  {
    name: 'every run of a refund claims',
    shownBy: 263,
    operation: (_operation, input) =>
      input.UpdateExpression?.startsWith('SET #claim = :amount, refundable')
        ? condition(input, ' AND attribute_not_exists(#claim)', '')
        : input,
  },
  {
    name: 'an aborted refund gives back whenever it is settled',
    shownBy: 124,
    operation: (_operation, input) => update(input, ' REMOVE #claim', ''),
  },
  {
    name: 'a refund that happened gives back what it has claimed',
    shownBy: 35,
    settle: ({ refunds, ...rest }) => ({
      ...rest,
      refunds: {
        release: (refund) => refunds.release(refund),
        link: async (refund) => {
          await refunds.link(refund);
          await refunds.release(refund);
        },
      },
    }),
  },
  {
    name: 'a refund is not stored with the payment of its payer',
    shownBy: 35,
    settle: ({ refunds, ...rest }) => ({
      ...rest,
      refunds: { release: (refund) => refunds.release(refund), link: async () => {} },
    }),
  },
];
