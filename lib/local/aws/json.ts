import * as z from 'zod';

/** Any value that JSON can hold. */
export type Json = z.infer<typeof Json>;
export const Json = z.json();
