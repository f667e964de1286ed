import { InvalidArgumentError } from 'commander';

/** An option that is a whole number. @throws InvalidArgumentError */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('not a whole number from 1 to 999999');
  return Number(text);
}
