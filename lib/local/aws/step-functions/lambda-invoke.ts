import * as z from 'zod';
import { send } from '../../../remote/send.ts';
import { Json } from '../json.ts';
import type { Tasks } from './tasks.ts';

const Failure = z.looseObject({
  errorType: z.string().default('Lambda.Unknown'),
  errorMessage: z.string().default('the function failed and did not say why'),
  trace: z.array(z.string()).optional(),
});

/** A function has failed, or could not be called. `name` is the type of the error, as Retry and Catch match it. */
export class FunctionError extends Error {
  /** The function was not called at all, and may be called soon: nothing has happened. */
  readonly notCalled: boolean;
  /** The stack trace in the function, if it has told one. */
  readonly trace: string | undefined;

  constructor(
    name: string,
    message: string,
    { notCalled = false, trace }: { notCalled?: boolean; trace?: readonly string[] | undefined } = {},
  ) {
    super(message);
    this.name = name;
    this.notCalled = notCalled;
    this.trace = trace?.join('\n');
  }
}

const JSON_BODY = { 'content-type': 'application/json' };

/**
 * Calls functions as the Lambda API does, through the endpoint that serverless-offline opens for it.
 * @param endpoint for example http://127.0.0.1:3002
 * @returns a call that rejects, under the name of the function's error, if the function fails or cannot be reached
 */
export function lambdaInvoke(endpoint: string): Tasks['invoke'] {
  return async (functionName, payload) => {
    // From an ARN or a name.
    const name = functionName.split(':').at(-1) ?? functionName;
    const request = { method: 'POST', headers: JSON_BODY, body: JSON.stringify(payload) };
    const path = `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`;
    const { status, headers, text } = await send(endpoint + path, request).catch((error: NodeJS.ErrnoException) => {
      // While its process is started again nothing listens there.
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
      const { errorType, errorMessage, trace } = Failure.parse(result);
      throw new FunctionError(errorType, errorMessage, { trace });
    }
    return result;
  };
}
