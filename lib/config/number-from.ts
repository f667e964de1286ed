import * as z from 'zod/mini';

const digits = z.string({ error: 'is not set' }).check(z.regex(/^(\d{1,4})?$/, 'is not a whole number'));

/** An integer from `least` to `most`; empty means the default. */
export function numberFrom(least: number, most: number, byDefault: number) {
  const range = z.number().check(z.minimum(least, `is less than ${least}`), z.maximum(most, `is more than ${most}`));
  const number = z.pipe(
    digits,
    z.transform((text) => (text === '' ? byDefault : Number(text))),
  );
  return z.pipe(number, range);
}
