import * as z from 'zod';
import { send } from '../network/send.ts';
import { Json, type Tasks } from './tasks.ts';

const Failure = z.looseObject({
  errorType: z.string().default('Lambda.Unknown'),
  errorMessage: z.string().default('the function failed and did not say why'),
});

/** A function has failed. `name` is the type of its error, as Retry and Catch match it. */
class FunctionError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}

/**
 * Calls functions as the Lambda API does, through the endpoint that serverless-offline opens for it.
 * @param endpoint for example http://127.0.0.1:3002
 * @returns a call that rejects, under the name of the function's error, if the function fails or cannot be reached
 */
export function lambdaInvoke(endpoint: string): Tasks['invoke'] {
  return async (functionName, payload) => {
    // From an ARN or a name.
    const name = functionName.split(':').at(-1) ?? functionName;
    const request = { method: 'POST', body: JSON.stringify(payload) };
    const path = `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`;
    const { status, headers, text } = await send(endpoint + path, request).catch((error: Error) => {
      throw new FunctionError('Lambda.SdkClientException', `${name} cannot be reached: ${error.message}`);
    });
    if (status >= 300) {
      throw new FunctionError(
        `Lambda.${headers['x-amzn-errortype'] ?? 'ServiceException'}`,
        `calling ${name}: ${text}`,
      );
    }
    const result = Json.parse(text === '' ? null : JSON.parse(text));
    if (headers['x-amz-function-error'] !== undefined) {
      const { errorType, errorMessage } = Failure.parse(result);
      throw new FunctionError(errorType, errorMessage);
    }
    return result;
  };
}
