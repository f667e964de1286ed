import * as z from 'zod';
import { send } from '../../../remote/send.ts';
import { FunctionError } from '../function-error.ts';
import { Json } from '../json.ts';
import type { Tasks } from './tasks.ts';

const ErrorPayload = z.looseObject({
  errorType: z.string().default('Lambda.Unknown'),
  errorMessage: z.string().default('the function failed without a message'),
  trace: z.array(z.string()).optional(),
});

const JSON_BODY = { 'content-type': 'application/json' };

/**
 * Calls functions of a cell from another process, through the Lambda API of its endpoint.
 * @param endpoint such as http://127.0.0.1:3002
 * @returns a call that rejects with FunctionError if the function fails or cannot be reached
 */
export function lambdaInvoke(endpoint: string): Tasks['invoke'] {
  return async (functionName, payload) => {
    // The last part of an ARN, or the name itself.
    const name = functionName.split(':').at(-1) ?? functionName;
    const request = { method: 'POST', headers: JSON_BODY, body: JSON.stringify(payload) };
    const path = `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`;
    const { status, headers, text } = await send(endpoint + path, request).catch((error: NodeJS.ErrnoException) => {
      // Nothing listens while the process restarts.
      const notCalled = error.code === 'ECONNREFUSED';
      throw new FunctionError('Lambda.SdkClientException', `${name} cannot be reached: ${error.message}`, {
        notCalled,
      });
    });
    if (status >= 300) {
      const type = headers['x-amzn-errortype'] ?? 'ServiceException';
      throw new FunctionError(`Lambda.${type}`, `calling ${name}: ${text}`, { notCalled: status === 429 });
    }
    const result = Json.parse(text === '' ? null : JSON.parse(text));
    if (headers['x-amz-function-error'] !== undefined) {
      const { errorType, errorMessage, trace } = ErrorPayload.parse(result);
      throw new FunctionError(errorType, errorMessage, { trace });
    }
    return result;
  };
}
