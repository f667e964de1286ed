import type { APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import { invalidInput, MibError } from '../../domain/errors.ts';
import { parseJson } from './json.ts';

/** A media type with its parameters; space may stand around a semicolon (RFC 9110, 5.6.6). */
const JSON_TYPE = /^application\/(?:[\w.!#$&^-]+\+)?json[ \t]*(?:;|$)/i;
const CHARSET = /;[ \t]*charset="?([^\s";]*)/i;
const REPLACEMENT = '\ufffd';

/** Where an event has its body. serverless-offline has null for none, and false for a body that is the JSON `false`. */
type WithBody = Pick<Event, 'headers' | 'isBase64Encoded'> & { readonly body?: unknown };

/**
 * The body of a request, parsed.
 * @param headers names in lower case
 * @throws InvalidInput if it is no JSON; UnsupportedMediaType if it is in a charset or a coding that nothing here can read
 */
export function bodyOf({ headers, body, isBase64Encoded }: WithBody): unknown {
  const type = headers['content-type']?.trim() ?? '';
  if (!JSON_TYPE.test(type)) {
    throw invalidInput([{ field: 'Content-Type', message: 'must be application/json' }]);
  }
  const charset = CHARSET.exec(type)?.[1] ?? 'utf-8';
  if (!/^(utf-?8|us-ascii)$/i.test(charset))
    throw new MibError('unsupported_media_type', { detail: 'A body must be in UTF-8.' });
  const coding = headers['content-encoding']?.trim() ?? '';
  if (!/^(identity)?$/i.test(coding))
    throw new MibError('unsupported_media_type', { detail: 'A body must not be compressed.' });
  return parseJson(textOf(typeof body === 'string' ? body : '', isBase64Encoded));
}

/**
 * API Gateway hands a body of JSON over as text: bytes that are no UTF-8 have become U+FFFD by then. Nobody types that character, so a
 * body that has it is one that was not UTF-8.
 */
function textOf(body: string, isBase64Encoded: boolean): string {
  const text = isBase64Encoded ? decoded(Buffer.from(body, 'base64')) : body;
  if (text.includes(REPLACEMENT)) throw notUtf8();
  return text;
}

function decoded(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw notUtf8();
  }
}

function notUtf8(): MibError {
  return invalidInput([{ field: 'body', message: 'must be UTF-8, without the replacement character U+FFFD' }]);
}
