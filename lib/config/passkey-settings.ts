import * as z from 'zod/mini';
import type { RelyingParty } from '../domain/passkey.ts';

/**
 * Where passkeys are valid. The serverless file gives functions the default: none, so that they are valid
 * at the address of the API itself.
 */
export const passkeySettings = {
  /** Origins of web pages, separated by commas. The shortest host is the domain, and has all others in it. */
  PASSKEY_ORIGINS: z.pipe(
    z.string({ error: 'is not set' }),
    z.transform((text, context) => {
      const origins = text.split(',').flatMap((origin) => origin.trim() || []);
      const problems = [...origins.flatMap(originProblem), ...domainProblem(origins)];
      for (const message of problems) context.issues.push({ code: 'custom', message, input: text });
      return origins;
    }),
  ),
};

/** The same setting where it may be missing. */
export const passkeySettingsIfSet = { PASSKEY_ORIGINS: z._default(passkeySettings.PASSKEY_ORIGINS, []) };

/**
 * Where passkeys are valid.
 * @param ownDomain the domain name at which the request came in: API Gateway serves no other than its own
 */
export function relyingParty(origins: readonly string[], ownDomain: string): RelyingParty {
  const [shortest] = hostsOf(origins).sort((a, b) => a.length - b.length);
  if (shortest !== undefined) return { id: shortest, allows: (origin) => origins.includes(origin) };
  // Browsers let pages of localhost use passkeys over http, at any port: the API cannot know its own.
  const isLocal = ownDomain === LOCALHOST;
  return { id: ownDomain, allows: (origin) => origin === `https://${ownDomain}` || (isLocal && LOCAL.test(origin)) };
}

const LOCALHOST = 'localhost';
const LOCAL = /^http:\/\/localhost(:\d{1,5})?$/;
const HOST = /^(?=.*[a-z])[a-z\d-]+(\.[a-z\d-]+)*$/;

function hostsOf(origins: readonly string[]): string[] {
  return origins.map((origin) => new URL(origin).hostname);
}

/** Browsers send an origin in exactly one spelling, and take passkeys over https, or from localhost. */
function originProblem(origin: string): string[] {
  const url = URL.canParse(origin) ? new URL(origin) : undefined;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && url.hostname === LOCALHOST);
  if (!url || !isSafe || url.origin !== origin || !HOST.test(url.hostname))
    return [`has "${origin}", which is not an origin such as https://pay.example`];
  return [];
}

function domainProblem(origins: readonly string[]): string[] {
  if (!origins.every((origin) => URL.canParse(origin))) return [];
  const hosts = hostsOf(origins);
  const [domain = ''] = hosts.toSorted((a, b) => a.length - b.length);
  const outside = hosts.filter((host) => host !== domain && !host.endsWith(`.${domain}`));
  return outside.map((host) => `has ${host}, which is not in the domain ${domain}`);
}
