import type { APIGatewayProxyEventV2 as Event } from 'aws-lambda';
import { invalidInput, MibError } from '../../domain/errors.ts';
import { parseJson } from './json.ts';

/** A media type with its parameters. Space may surround a semicolon (RFC 9110, 5.6.6). */
const JSON_TYPE = /^application\/(?:[\w.!#$&^-]+\+)?json[ \t]*(?:;|$)/i;
const CHARSET = /;[ \t]*charset="?([^\s";]*)/i;
const REPLACEMENT = '\ufffd';

/**
 * The event with its body. serverless-offline has null for no body, and false for a body that is
 * the JSON `false`.
 */
type WithBody = Pick<Event, 'headers' | 'isBase64Encoded'> & { readonly body?: unknown };

/**
 * The parsed body of a request.
 * @param headers names in lower case
 * @throws MibError invalid_input if it is not JSON
 * @throws MibError unsupported_media_type if it is in another charset or coding
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
 * API Gateway passes a JSON body as text: bytes that are not UTF-8 have become U+FFFD by then.
 * People do not type that character, so a body that contains it was not UTF-8.
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
