import { AsyncLocalStorage } from 'node:async_hooks';
import type { ApprovalRequest } from '../../../domain/approval.ts';

const carriedOut = new AsyncLocalStorage<ApprovalRequest>();

/** The request that this operator has approved, while its command runs; undefined for any other command. */
export function approvedRequest(): ApprovalRequest | undefined {
  return carriedOut.getStore();
}

/** Runs the command of an approved request. */
export function asApproved<T>(request: ApprovalRequest, run: () => Promise<T>): Promise<T> {
  return carriedOut.run(request, run);
}
