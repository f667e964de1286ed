// Calls functions of a folder as its parent says, and sends back how they end.
import * as z from 'zod';
import { FunctionError } from '../../../lib/local/aws/function-error.ts';
import { Functions } from '../../../lib/local/functions/functions.ts';
import { OfflineService } from '../../../lib/local/template/offline-service.ts';

const Told = z.union([
  z.strictObject({ name: z.string(), payload: z.json() }),
  z.strictObject({ reload: z.array(z.string()) }),
]);

const [, , folder = '', service = ''] = process.argv;
const functions = new Functions(folder, OfflineService.parse(JSON.parse(service)));
process.on('message', async (message) => {
  const told = Told.parse(message);
  if ('reload' in told) return functions.reload(told.reload);
  const { name, payload: event } = told;
  try {
    process.send?.({ event, result: await functions.invoke(name, event) });
  } catch (error) {
    if (!(error instanceof FunctionError)) throw error;
    const { message: text, notCalled, trace } = error;
    process.send?.({ error: { name: error.name, message: text, notCalled }, trace });
  }
});
