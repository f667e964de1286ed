import * as z from 'zod/mini';
import { doc } from '../domain/doc.ts';
import { LinkHeader } from './page.ts';

/** The rows in one part of an export. */
export const MAX_ROWS = 5_000;

/**
 * The response with one part of a CSV file.
 * @param example its columns and a row
 * @param file the name that it suggests
 */
export function csvPart(example: string, file: string) {
  return {
    description: 'A part of the file, in UTF-8.',
    contentType: 'text/csv',
    body: doc(z.string(), 'Comma-separated values (RFC 4180).', example),
    headers: z.extend(LinkHeader, {
      'Content-Disposition': doc(z.string(), 'Suggested name of the file.', `attachment; filename="${file}"`),
    }),
  };
}
