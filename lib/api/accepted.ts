import * as z from 'zod/mini';
import { component } from '../domain/doc.ts';
import { fields } from './fields.ts';

export const Accepted = component('Accepted', z.strictObject({ TxID: fields.txId, status: fields.status }), {
  description: 'A transfer that is stored and reaches a final status.',
  example: { TxID: '01KABZ5ZD6T8S0QFVJ0Q1N2M3P', status: 'PENDING' },
});
export type Accepted = z.infer<typeof Accepted>;
