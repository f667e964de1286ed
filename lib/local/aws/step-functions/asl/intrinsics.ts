import { StatesError } from './errors.ts';
import { type Query, query } from './paths.ts';

const ALLOWED = "only States.Format('…{}…', $.path) and States.JsonToString($.path) run locally";

/** A path, or JSON of it. */
const VALUE = String.raw`(?:[^,()']+|\s*States\.JsonToString\([^,()']+\)\s*)`;
/** A call without escapes in its text. */
const FORMAT = new RegExp(String.raw`^States\.Format\('(?<text>[^'\\]*)'(?<values>(?:,${VALUE})*)\)$`);
const TO_STRING = /^States\.JsonToString\((?<path>[^,()']+)\)$/;

/**
 * Compiles a call of an intrinsic function.
 * https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
 * @throws Error if it is none of those that run locally
 */
export function intrinsic(call: string): Query {
  return jsonToString(call) ?? format(call);
}

/** States.JsonToString of a path; undefined if it is another call. */
function jsonToString(call: string): Query | undefined {
  const { path } = TO_STRING.exec(call)?.groups ?? {};
  if (path === undefined) return undefined;
  const value = query(path.trim());
  return (input, strand) => JSON.stringify(value(input, strand));
}

/**
 * States.Format of a text and values. It fails with States.IntrinsicFailure if a value is an object
 * or a list.
 * @throws Error if it is another call, or the number of values differs from that of `{}`
 */
function format(call: string): Query {
  const { text, values: list = '' } = FORMAT.exec(call)?.groups ?? {};
  if (text === undefined) throw new Error(`${call}: ${ALLOWED}`);
  const values = list
    .split(',')
    .slice(1)
    .map((value) => jsonToString(value.trim()) ?? query(value.trim()));
  const [start = '', ...texts] = text.split('{}');
  if (texts.length !== values.length) throw new Error(`${call}: the number of values differs from that of {}`);
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
