import { ulid } from 'ulid';
import { readEnvironment, required } from '../../../config/environment.ts';
import {
  type ApprovalRequest,
  approvalRequest,
  isSameAct,
  type RequestedAct,
  stateOf,
} from '../../../domain/approval.ts';
import { Approvals } from '../../../store/approvals.ts';
import { documents } from '../../../store/documents.ts';
import { connect, type OperatorOptions } from '../connection.ts';
import { iso } from '../iso-time.ts';
import { json } from '../print.ts';

/**
 * The requests of a stage that a second operator has to approve.
 * @throws ConfigurationError if no local stack runs
 */
export function approvalsOf(options: OperatorOptions): Approvals {
  connect(options);
  return new Approvals(documents(), readEnvironment({ APPROVALS_TABLE: required }).APPROVALS_TABLE);
}

/**
 * Stores a request for a second operator, and says so. The same act of the same operator that waits
 * already is that request.
 * @param now ms since 1970
 * @returns what the operator log says of it
 */
export async function requestApproval(options: OperatorOptions, act: RequestedAct, now: number): Promise<string> {
  const approvals = approvalsOf(options);
  const waiting = (await approvals.pending(now)).find((one) => one.state === 'waiting' && isSameAct(one, act));
  const request = waiting ?? approvalRequest(act, { id: ulid(now), now });
  if (!waiting) await approvals.add(request);
  if (options.json) json(shownRequest(request, now));
  else {
    console.log(`request ${request.id} waits for a second operator until ${iso(request.expiresAt)}:`);
    console.log(`  npm run operator -- --stage ${options.stage} approve ${request.id}`);
  }
  return `waits for approval ${request.id}`;
}

/** A request as JSON shows it. @param now ms since 1970 */
export function shownRequest(request: ApprovalRequest, now: number) {
  const { id, command, reason, requestedBy, requestedAt, expiresAt, decidedBy, decidedAt, detail } = request;
  return {
    id,
    state: stateOf(request, now),
    command,
    arguments: request.arguments,
    reason,
    requested_by: requestedBy,
    requested_at: iso(requestedAt),
    expires_at: iso(expiresAt),
    ...(decidedBy !== undefined && { decided_by: decidedBy }),
    ...(decidedAt !== undefined && { decided_at: iso(decidedAt) }),
    ...(detail !== undefined && { detail }),
  };
}
