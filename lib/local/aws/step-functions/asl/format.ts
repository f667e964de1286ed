import { StatesError } from './errors.ts';
import { type Query, query } from './paths.ts';

/** A call without escapes in its text, and without calls in its arguments. */
const CALL = /^States\.Format\('(?<text>[^'\\]*)'(?<paths>(?:,[^,()']+)*)\)$/;

/**
 * Compiles the one intrinsic function that runs locally: States.Format of a text and paths. It fails
 * with States.IntrinsicFailure if a value is an object or a list.
 * https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 * @throws Error if it is another call, or the number of paths differs from that of `{}`
 */
export function format(call: string): Query {
  const { text, paths = '' } = CALL.exec(call)?.groups ?? {};
  if (text === undefined) throw new Error(`${call}: only States.Format('…{}…', $.path) runs locally`);
  const values = paths
    .split(',')
    .slice(1)
    .map((path) => query(path.trim()));
  const [start = '', ...texts] = text.split('{}');
  if (texts.length !== values.length) throw new Error(`${call}: the number of paths differs from that of {}`);
  const parts = values.map((value, n) => ({ value, text: texts[n] ?? '' }));
  return (input, strand) => {
    let made = start;
    for (const part of parts) {
      const value = part.value(input, strand);
      if (typeof value === 'object' && value !== null) {
        throw new StatesError('States.IntrinsicFailure', `${call}: a value is an object or a list`);
      }
      made += value + part.text;
    }
    return made;
  };
}
