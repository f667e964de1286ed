import { LogFormatter, Logger, LogItem } from '@aws-lambda-powertools/logger';
import type { LogAttributes, UnformattedAttributes } from '@aws-lambda-powertools/logger/types';
import { logFields } from './log-fields.ts';

/** Powertools' own line without what says nothing and is paid for by the byte: how often it samples, and traces that nobody keeps. */
class Line extends LogFormatter {
  override formatAttributes(attributes: UnformattedAttributes, more: LogAttributes): LogItem {
    const line = {
      level: attributes.logLevel,
      message: attributes.message,
      timestamp: this.formatTimestamp(attributes.timestamp),
      service: attributes.serviceName,
      ...(isTraced() && { xray_trace_id: attributes.xRayTraceId }),
    };
    return new LogItem({ attributes: line }).addAttributes(more);
  }
}

/** Lambda says with each event whether X-Ray keeps its trace. */
function isTraced(): boolean {
  return process.env._X_AMZN_TRACE_ID?.includes('Sampled=1') ?? false;
}

const lines = new Logger({ logFormatter: new Line() });

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
