import * as z from 'zod';
import { NOTES } from '../../../lib/domain/transfer.ts';
import type { Input } from '../../support/memory-dynamodb/client.ts';
import { condition, replaced, update, values } from './bends.ts';
import type { Breakage } from './system.ts';

const UNDECIDED = ' AND attribute_not_exists(decision)';
const NO_CAPTURE_STANDS = '(attribute_not_exists(#capture) OR #capture.#state = :releasing)';
const Legs = z.looseObject({ legs: z.array(z.looseObject({})).optional() });

/** The write that ends an authorised transfer in this way, if this is one. */
function ofEnding(input: Input, how: 'voided' | 'expired', change: (input: Input) => Input): Input {
  const isIt = input.UpdateExpression?.startsWith('SET decision = :abort, outcome = :failed');
  return isIt && input.ExpressionAttributeValues?.[':note']?.S === NOTES[how] ? change(input) : input;
}

function isClaim({ UpdateExpression }: Input): boolean {
  return UpdateExpression?.startsWith('SET #capture = :capture') ?? false;
}

const overtaking = (input: Input) =>
  condition(input, NO_CAPTURE_STANDS, '(attribute_exists(tx_id) OR #capture.#state = :releasing)');

/** The rules of transfers that their payees capture. */
export const BREAKAGES_OF_HOLDS: readonly Breakage[] = [
  {
    name: 'a transfer is authorised that was decided',
    shownBy: 3241,
    definition: (asl) => replaced(asl, `"#status = :processing${UNDECIDED}"`, '"#status = :processing"'),
  },
  {
    name: 'a first phase takes back what is authorised',
    shownBy: 781,
    definition: (asl) =>
      replaced(
        asl,
        'attribute_exists(tx_id) AND attribute_not_exists(authorised_at) AND',
        'attribute_exists(tx_id) AND',
      ),
  },
  {
    name: 'the debit of an authorised transfer is held among those in flight',
    shownBy: 4,
    request: (path, body) => (path === '/api/reserve' ? withoutAuthorisation(body) : body),
  },
  {
    name: 'a wallet takes any number of authorised transfers',
    shownBy: 1031,
    operation: (_operation, input) =>
      input.UpdateExpression?.startsWith('SET authorised.#tx = :hold')
        ? values(input, { ':max_holds': { N: '99' } })
        : input,
  },
  {
    name: 'a void overtakes a capture',
    shownBy: 94,
    operation: (_operation, input) => ofEnding(input, 'voided', overtaking),
  },
  {
    name: 'the expiry overtakes a capture',
    shownBy: 10361,
    operation: (_operation, input) => ofEnding(input, 'expired', overtaking),
  },
  {
    name: 'a void is written over a decision',
    shownBy: 2929,
    operation: (_operation, input) => ofEnding(input, 'voided', (write) => condition(write, UNDECIDED, '')),
  },
  {
    name: 'a transfer expires by what a clock said before',
    shownBy: 56,
    operation: (_operation, input) =>
      ofEnding(input, 'expired', (write) => condition(write, ' AND expires_at <= :at', '')),
  },
  {
    name: 'what is not captured is not given back',
    shownBy: 94,
    operation: (_operation, input) =>
      input.UpdateExpression?.includes('spendable + :adds') && input.UpdateExpression.includes('REMOVE authorised.#tx')
        ? values(input, { ':adds': { N: '0' } })
        : input,
  },
  {
    name: 'the row of an authorised transfer is put over any other',
    shownBy: 4,
    operation: (operation, input) => {
      const { ConditionExpression, ...blind } = input;
      return operation === 'PutItem' && input.Item?.payer_id && input.Item.status?.S === 'PROCESSING' ? blind : input;
    },
  },
  {
    name: 'the row of an authorised transfer is never put over',
    shownBy: 4,
    operation: (operation, input) =>
      operation === 'PutItem'
        ? condition(input, ' OR #status = :processing', ' OR (#status = :processing AND attribute_not_exists(tx_id))')
        : input,
  },
  {
    name: 'a payee’s row says what was authorised, and not what was captured',
    shownBy: 94,
    settle: ({ journal, ...rest }) => ({
      ...rest,
      journal: {
        putPayeeRows: (transfer, end) => journal.putPayeeRows({ ...transfer, captured: undefined }, end),
      },
    }),
  },
  {
    name: 'an authorised transfer is not shown to its payee',
    shownBy: 35,
    hold: ({ journal: _, ...rest }) => ({ ...rest, journal: { putAuthorisedRow: async () => {} } }),
  },
  {
    name: 'a capture is the decision',
    shownBy: 17,
    operation: (_operation, input) =>
      isClaim(input)
        ? values(
            update(input, 'SET #capture', 'SET decision = :commit, outcome = :successful, held = :held, #capture'),
            { ':commit': { S: 'COMMIT' }, ':successful': { S: 'SUCCESSFUL' }, ':held': { S: '[]' } },
          )
        : input,
  },
  {
    name: 'a capture is claimed over another',
    shownBy: 111,
    operation: (_operation, input) =>
      isClaim(input)
        ? condition(
            condition(
              condition(input, ' AND attribute_not_exists(#capture)', ''),
              ' AND attribute_not_exists(captures)',
              '',
            ),
            'captures = :before',
            '(captures = :before OR attribute_exists(captures))',
          )
        : input,
  },
];

function withoutAuthorisation(body: object): object {
  const { authorisation: _, ...rest } = z.looseObject({}).parse(body);
  const { legs } = Legs.parse(body);
  return legs ? { ...rest, legs: legs.map(({ authorisation: __, ...leg }) => leg) } : rest;
}
