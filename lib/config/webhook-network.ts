import * as z from 'zod/mini';

/** The networks that webhooks may be in: public addresses by https alone, or any. */
export const webhookNetwork = z.enum(['public', 'any'], { error: 'is not set' });
