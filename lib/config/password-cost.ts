import * as z from 'zod/mini';

const digits = z.string().check(z.regex(/^\d{1,2}$/, 'is not a whole number'));
const number = z.pipe(digits, z.transform(Number));
const cost = z.number().check(z.minimum(4, 'is less than 4'), z.maximum(15, 'is more than 15'));

/** bcrypt's cost, 4 to 15: 2^cost rounds for each password. 10 by default; lower is for tests. */
export const passwordCost = z._default(z.pipe(number, cost), 10);
