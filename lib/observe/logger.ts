import { Logger } from '@aws-lambda-powertools/logger';
import { logFields } from './log-fields.ts';

const lines = new Logger();

/**
 * One line of JSON an event, with the fields of the request or task that goes on. An error goes under `error`. Never give it a
 * password, a token, a header or a body.
 */
export const logger = {
  info(message: string, fields: object = {}): void {
    lines.info(message, { ...logFields(), ...fields });
  },
  warn(message: string, fields: object = {}): void {
    lines.warn(message, { ...logFields(), ...fields });
  },
  error(message: string, fields: object = {}): void {
    lines.error(message, { ...logFields(), ...fields });
  },
};

/** An error as a log field, whatever was thrown. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
