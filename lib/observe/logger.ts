import { Logger } from '@aws-lambda-powertools/logger';

/** One line of JSON an event. Never give it a password, a token, a header or a body. */
export const logger = new Logger({ serviceName: 'mib' });

/** An error as a log field, whatever was thrown. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
