import { randomBytes } from 'node:crypto';

/** A secret for all emulators of one start. */
export function newStandInSecret(): string {
  return randomBytes(24).toString('base64url');
}

/**
 * The endpoint of an emulator. The secret is the first part of its path. Every client of AWS takes
 * an endpoint with a path: functions, operators' commands and the AWS CLI need nothing else.
 */
export function standInEndpoint(port: number, secret: string): string {
  return `http://127.0.0.1:${port}/${secret}`;
}
