import * as z from 'zod';

/** bcrypt's cost, 4 to 15: 2^cost rounds for each password. 10 by default; lower is for tests. */
export const passwordCost = z
  .string()
  .regex(/^\d{1,2}$/, 'is not a whole number')
  .transform(Number)
  .pipe(z.number().min(4, 'is less than 4').max(15, 'is more than 15'))
  .default(10);
