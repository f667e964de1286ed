import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import { logFields } from './log-fields.ts';

/**
 * Powertools' line without its sampling rate and without the id of a trace: no trace is stored, and
 * logs are billed by the byte.
 */
class Line extends LogFormatter {
  override formatAttributes(attributes: UnformattedAttributes, more: LogAttributes): LogItem {
    const line = {
      level: attributes.logLevel,
      message: attributes.message,
      timestamp: this.formatTimestamp(attributes.timestamp),
      service: attributes.serviceName,
    };
    return new LogItem({ attributes: line }).addAttributes(more);
  }
}

const lines = new Logger({ logFormatter: new Line() });

/**
 * Logs one line of JSON per call, with the fields of the current request or task. An error belongs
 * under `error`. Never log a password, a token, a header or a body.
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

/** Anything thrown, as an error for a log field. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
