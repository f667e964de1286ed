import type { PaidTo } from './payment.ts';

type Texts = Readonly<Record<string, string | null>>;
/** The members of a body. A list has the payees of a split, an object has metadata. */
export type PlainBody = Readonly<Record<string, string | null | Texts | readonly Texts[] | readonly string[]>>;

/** A request as it is on the network, without token and password. */
export interface PlainRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: PlainBody;
  /** Whether it has no token. */
  readonly isPublic: boolean;
}

/** One payee alone is the short form of the API. */
export function payeesBody(payees: readonly PaidTo[]): PlainBody {
  const shares = payees.map(({ to, amount }) => ({ to_id: to, amount }));
  const [sole] = shares;
  return sole && shares.length === 1 ? sole : { to: shares };
}

/** A request that reads. */
export function get(path: string): PlainRequest {
  return { method: 'GET', path: `/api/user/${path}`, headers: {}, isPublic: false };
}

/** A request that makes something. */
export function post(path: string, body: PlainBody, headers: Record<string, string> = {}): PlainRequest {
  return { method: 'POST', path: `/api/user/${path}`, headers, body, isPublic: false };
}

/** encodeURIComponent throws for half a pair of surrogates. */
export function segment(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
