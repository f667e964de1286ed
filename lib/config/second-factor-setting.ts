import * as z from 'zod/mini';

/** Whether users must have a second factor. The serverless file gives functions the default. */
export const secondFactorSettings = {
  SECOND_FACTOR: z.enum(['optional', 'required'], {
    error: ({ input }) => (input === undefined ? 'is not set' : 'is neither "optional" nor "required"'),
  }),
};

/** The same setting where it may be missing. */
export const secondFactorSettingsIfSet = { SECOND_FACTOR: z._default(secondFactorSettings.SECOND_FACTOR, 'optional') };
