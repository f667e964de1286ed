import { REVERSAL_NOTE } from '../../../lib/usecases/reverse.ts';
import type { Input } from '../../support/memory-dynamodb/client.ts';
import { condition, update } from './bends.ts';
import type { Breakage } from './system.ts';

const isReversal = ({ Item }: Input) => Item?.refund_of !== undefined && Item.payer_note?.S === REVERSAL_NOTE;
const isCount = ({ UpdateExpression }: Input) => UpdateExpression?.startsWith('SET issued = issued + ') === true;
const isApproval = ({ UpdateExpression }: Input) =>
  UpdateExpression?.startsWith('SET #state = :approved, decided_by') === true;

/** The rules of credit limits, reversals, and money that is issued and retired. */
export const BREAKAGES_OF_OPERATORS: readonly Breakage[] = [
  {
    name: 'a credit limit is lowered, whatever is used of it',
    shownBy: 1516,
    operation: (_operation, input) =>
      condition(input, ' AND spendable >= :less', ' AND (spendable >= :less OR spendable < :less)'),
  },
  {
    name: 'a credit limit changes without what can be spent',
    shownBy: 5,
    operation: (_operation, input) => update(input, 'spendable = spendable + :more, ', '', ':more'),
  },
  {
    name: 'a credit limit is written, whatever was written since it was read',
    shownBy: 148,
    operation: (_operation, input) =>
      input.UpdateExpression?.includes('credit_limit = :after')
        ? condition(input, 'credit_limit = :before', '(credit_limit = :before OR attribute_exists(spendable))')
        : input,
  },
  {
    name: 'a reversal does not say what it reverses',
    shownBy: 183,
    operation: (_operation, input) => {
      if (!isReversal(input)) return input;
      const { refund_of: _, ...plain } = input.Item ?? {};
      return { ...input, Item: plain };
    },
  },
  {
    name: 'an order given again gets another transfer',
    shownBy: 5,
    operation: (operation, input) =>
      operation === 'PutItem' && input.Item?.entry?.S?.startsWith('order#')
        ? condition(input, 'attribute_not_exists(#entry)', '(attribute_not_exists(#entry) OR attribute_exists(#entry))')
        : input,
  },
  {
    name: 'an issue is not compared with what is left of its day',
    shownBy: 398,
    operation: (_operation, input) =>
      isCount(input) ? condition(input, 'issued <= :room', '(issued <= :room OR issued > :room)') : input,
  },
  {
    name: 'an issue of one operator is not compared with what one may issue alone',
    shownBy: 46,
    operation: (_operation, input) =>
      isCount(input) ? condition(input, 'alone <= :roomAlone', '(alone <= :roomAlone OR alone > :roomAlone)') : input,
  },
  {
    name: 'an order given again counts again',
    shownBy: 5,
    operation: (_operation, input) =>
      isCount(input) ? condition(input, 'attribute_not_exists(counted.#tx) AND ', '') : input,
  },
  {
    name: 'an issue that failed is given back to its day each time that is seen',
    shownBy: 37,
    operation: (_operation, input) => {
      if (!input.UpdateExpression?.startsWith('SET issued = issued - ')) return input;
      return update(input, ' REMOVE counted.#tx', '');
    },
  },
  {
    name: 'an operator approves their own request',
    shownBy: 98,
    operation: (_operation, input) =>
      isApproval(input)
        ? condition(input, 'requester <> :person', '(requester <> :person OR requester = :person)')
        : input,
  },
  {
    name: 'a request is approved that another operator has decided',
    shownBy: 46,
    operation: (_operation, input) =>
      isApproval(input)
        ? condition(input, '(#state = :waiting OR (', '(#state = :waiting OR attribute_exists(decided_by) OR (')
        : input,
  },
  {
    name: 'a request is approved after its time',
    shownBy: 81,
    operation: (_operation, input) =>
      isApproval(input) ? condition(input, 'expires_at > :at', '(expires_at > :at OR expires_at <= :at)') : input,
  },
];
