import * as z from 'zod';
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
    const response = await fetch(`${endpoint}/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, {
      method: 'POST',
      body: JSON.stringify(payload),
    }).catch((error: unknown) => {
      throw new FunctionError('Lambda.SdkClientException', `${name} cannot be reached: ${causeOf(error)}`);
    });
    const text = await response.text();
    if (!response.ok) {
      const type = response.headers.get('x-amzn-errortype') ?? 'ServiceException';
      throw new FunctionError(`Lambda.${type}`, `calling ${name}: ${text}`);
    }
    const result = Json.parse(text === '' ? null : JSON.parse(text));
    if (response.headers.has('x-amz-function-error')) {
      const { errorType, errorMessage } = Failure.parse(result);
      throw new FunctionError(errorType, errorMessage);
    }
    return result;
  };
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
