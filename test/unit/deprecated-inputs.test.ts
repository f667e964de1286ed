import * as z from 'zod';
import { orchestratorDocument } from '../../lib/api/orchestrator.ts';

const Content = z.object({ 'application/json': z.object({ schema: z.unknown() }) });
const Operation = z.object({
  parameters: z.array(z.object({ name: z.string(), in: z.string(), deprecated: z.boolean().default(false) })),
  responses: z.object({ 200: z.object({ content: Content }) }),
});

/** The parameters of GET /api/user/balance/{id}, and the schema of its response. */
function balanceIn(document: ReturnType<typeof orchestratorDocument>) {
  const { parameters, responses } = Operation.parse(document.paths?.['/api/user/balance/{id}']?.get);
  return { parameters, schema: responses[200].content['application/json'].schema };
}

const id = { name: 'id', in: 'path', deprecated: false };
const BALANCE = { $ref: '#/components/schemas/Balance' };
const PAST_BALANCE = { $ref: '#/components/schemas/PastBalance' };

describe('The deprecated parameter ?at= of GET /api/user/balance/{id}', () => {
  it('is deprecated in the document, which has both bodies of the response', () => {
    expect(balanceIn(orchestratorDocument())).toEqual({
      parameters: [id, { name: 'at', in: 'query', deprecated: true }],
      schema: { anyOf: [BALANCE, PAST_BALANCE] },
    });
  });

  it('is missing in the document for the client, which has the body of the current balance only', () => {
    expect(balanceIn(orchestratorDocument({ deprecated: false }))).toEqual({ parameters: [id], schema: BALANCE });
  });
});
