/** The session of a person. */
export interface WalletSession {
  readonly login: string;
  readonly token: string;
  /** RFC 3339, by the clock of this device. */
  readonly expiresAt: string;
  readonly refreshToken?: string | undefined;
  /** RFC 3339: the end of the session, unless it is used before. */
  readonly refreshExpiresAt?: string | undefined;
  /** Missing: the session may do all that the person may. */
  readonly scope?: 'second_factor' | undefined;
}

/** Who was logged in until their session ended: the login form has their login. */
export interface EndedSession {
  readonly login: string;
}

/** What a browser knows of its user. Undefined: no user is logged in. */
export type KnownSession = WalletSession | EndedSession | undefined;

export function isLoggedIn(known: KnownSession): known is WalletSession {
  return known !== undefined && 'token' in known;
}

/**
 * Reads what the storage has. The person, an extension or an older page may have written it.
 * @param now in ms since 1970
 */
export function sessionIn(text: string | null, now: number): KnownSession {
  const parsed = parse(text);
  if (typeof parsed !== 'object' || parsed === null || !('login' in parsed) || typeof parsed.login !== 'string') {
    return undefined;
  }
  const { login } = parsed;
  if (!('token' in parsed && 'expiresAt' in parsed)) return { login };
  const { token, expiresAt } = parsed;
  if (typeof token !== 'string' || typeof expiresAt !== 'string') return { login };
  const isLimited = 'scope' in parsed && parsed.scope === 'second_factor';
  const session = {
    login,
    token,
    expiresAt,
    ...refreshIn(parsed),
    ...(isLimited && { scope: 'second_factor' as const }),
  };
  return Date.parse(endOf(session)) > now ? session : { login };
}

/** When a session ends if it is not used before, RFC 3339. */
export function endOf({ expiresAt, refreshExpiresAt }: WalletSession): string {
  return refreshExpiresAt ?? expiresAt;
}

function refreshIn(parsed: object): Pick<WalletSession, 'refreshToken' | 'refreshExpiresAt'> {
  if (!('refreshToken' in parsed && 'refreshExpiresAt' in parsed)) return {};
  const { refreshToken, refreshExpiresAt } = parsed;
  return typeof refreshToken === 'string' && typeof refreshExpiresAt === 'string'
    ? { refreshToken, refreshExpiresAt }
    : {};
}

function parse(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return undefined;
  }
}
