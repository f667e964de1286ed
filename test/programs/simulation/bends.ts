import { initiationOf } from '../../../lib/domain/transfer.ts';
import type { Input } from '../../support/memory-dynamodb/client.ts';

/** The request of one leg or of several, with the flag for each. */
export function withDebitHeld(body: object): object {
  if (!('legs' in body) || !Array.isArray(body.legs)) return { ...body, debit_held: true };
  return { ...body, legs: body.legs.map((leg: object) => ({ ...leg, debit_held: true })) };
}

/** The write with another condition. */
export function condition(input: Input, from: string, to: string): Input {
  const { ConditionExpression } = input;
  return ConditionExpression === undefined
    ? input
    : { ...input, ConditionExpression: ConditionExpression.replace(from, to) };
}

/** The operation with more values, or others. */
export function values(input: Input, more: NonNullable<Input['ExpressionAttributeValues']>): Input {
  return { ...input, ExpressionAttributeValues: { ...input.ExpressionAttributeValues, ...more } };
}

/** The write with another update. `unused` are values that it uses no more. */
export function update(input: Input, from: string, to: string, ...unused: string[]): Input {
  const { UpdateExpression, ExpressionAttributeValues = {} } = input;
  if (!UpdateExpression?.includes(from)) return input;
  const used = Object.entries(ExpressionAttributeValues).filter(([name]) => !unused.includes(name));
  return {
    ...input,
    UpdateExpression: UpdateExpression.replace(from, to),
    ExpressionAttributeValues: Object.fromEntries(used),
  };
}

/** When the transfer of a write was accepted. */
export function acceptanceOf({ Key }: Input): string {
  return new Date(initiationOf(Key?.tx_id?.S ?? '')).toISOString();
}

/**
 * The state machine with other text.
 * @throws Error if there is nothing to replace, because such a breakage would prove nothing
 */
export function replaced(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`not in the state machine: ${from}`);
  return text.replaceAll(from, to);
}
