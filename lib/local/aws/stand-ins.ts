import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { PROJECT } from '../processes/project.ts';

/** What a process is loaded with first that stands in for a service of AWS, and finds its secret in STAND_IN_SECRET. */
export const GUARD = path.join(PROJECT, 'lib/local/aws/guard.mjs');

/** A secret of one start, for all its stand-ins. */
export function newStandInSecret(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * Where a stand-in is called. The secret is the first part of the path: every client of AWS takes an endpoint with a path, so whatever
 * calls a stand-in (functions, operators' commands, the AWS CLI) knows the secret by the endpoint that it is given anyway.
 */
export function standInEndpoint(port: number, secret: string): string {
  return `http://127.0.0.1:${port}/${secret}`;
}
