/** How long a request waits for a second operator: a day. */
export const APPROVAL_MS = 24 * 3_600_000;

/** A command that an operator wants to run, and that a second operator has to approve. */
export interface ApprovalRequest {
  /** A ULID of the time of the request. */
  readonly id: string;
  /** As it is typed, for example `issue`. */
  readonly command: string;
  /** Arguments and options by name. They have no secrets. */
  readonly arguments: Readonly<Record<string, string>>;
  readonly reason: string;
  /** The identity who asks: an ARN of AWS. */
  readonly requestedBy: string;
  /** Ms since 1970. */
  readonly requestedAt: number;
  /** Ms since 1970. From then on nobody can approve it. */
  readonly expiresAt: number;
  readonly state: 'waiting' | 'approved' | 'rejected' | 'done';
  /** Who approved or rejected it, and when. */
  readonly decidedBy?: string | undefined;
  readonly decidedAt?: number | undefined;
  /** Why it was rejected. */
  readonly detail?: string | undefined;
}

/** What a request is made of. */
export type RequestedAct = Pick<ApprovalRequest, 'command' | 'arguments' | 'reason' | 'requestedBy'>;

/** A new request. @param now ms since 1970 */
export function approvalRequest(act: RequestedAct, { id, now }: { id: string; now: number }): ApprovalRequest {
  return { ...act, id, requestedAt: now, expiresAt: now + APPROVAL_MS, state: 'waiting' };
}

/** Whether a request can still be carried out. @param now ms since 1970 */
export function isPending({ state, expiresAt }: ApprovalRequest, now: number): boolean {
  return (state === 'waiting' || state === 'approved') && now < expiresAt;
}

/** The state of a request, as operators read it. @param now ms since 1970 */
export function stateOf(request: ApprovalRequest, now: number): ApprovalRequest['state'] | 'expired' {
  const isOver = request.state === 'rejected' || request.state === 'done';
  return isOver || now < request.expiresAt ? request.state : 'expired';
}

/** Whether two requests are for the same act of the same identity. */
export function isSameAct(a: RequestedAct, b: RequestedAct): boolean {
  const names = Object.keys(a.arguments);
  return (
    a.command === b.command &&
    a.reason === b.reason &&
    a.requestedBy === b.requestedBy &&
    names.length === Object.keys(b.arguments).length &&
    names.every((name) => a.arguments[name] === b.arguments[name])
  );
}

/**
 * The person behind an identity: the name at the end of its ARN, in lower case. For a role that is the
 * name of the session, so that one person with two roles is one person.
 * @param identity an ARN, or the name of a user of this machine
 */
export function personOf(identity: string): string {
  return identity.slice(identity.lastIndexOf('/') + 1).toLowerCase();
}
