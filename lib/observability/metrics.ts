import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { GrowthStanding } from '../domain/growth.ts';
import type { Status } from '../domain/transfer.ts';
import { logFields } from './log-fields.ts';

/**
 * Metrics for CloudWatch, as log lines in its embedded metric format: publishing one needs no call.
 * The namespace (the stage) and the service come from the environment. CloudWatch bills each pair
 * of a name and a dimension's value by the month, so dimensions have few values.
 */
const metrics = new Metrics();

type Unit = (typeof MetricUnit)[keyof typeof MetricUnit];

/** Publishes values in one step, so that concurrent work cannot mix with them. */
function put(values: Readonly<Record<string, readonly [Unit, number]>>, dimensions: Record<string, string> = {}): void {
  for (const [name, value] of Object.entries(dimensions)) metrics.addDimension(name, value);
  for (const [name, value] of Object.entries(logFields())) metrics.addMetadata(name, value);
  for (const [name, [unit, value]] of Object.entries(values)) metrics.addMetric(name, unit, value);
  metrics.publishStoredMetrics();
}

const count = (value: number) => [MetricUnit.Count, value] as const;
const milliseconds = (value: number) => [MetricUnit.Milliseconds, value] as const;

/**
 * One audit, for the alarms about the books: whether they balance, findings by kind, how many heads
 * it had no time for, and whether it has kept a root.
 */
export function putAudit(
  report: {
    balanced: boolean;
    wallets: number;
    behind: number;
    findings: readonly { kind: string }[];
    root?: unknown;
  },
  kinds: readonly string[],
  settledAgain: number,
): void {
  const findings = kinds.map((kind) => [kind, count(report.findings.filter((found) => found.kind === kind).length)]);
  put({
    books_balanced: count(report.balanced ? 1 : 0),
    wallets: count(report.wallets),
    heads_behind: count(report.behind),
    roots_kept: count(report.root === undefined ? 0 : 1),
    holds_settled_again: count(settledAgain),
    ...Object.fromEntries(findings),
  });
}

/** One sweep: transfers in flight, the age of the oldest one, and restarts. */
export function putSweep(sweep: { open: number; oldestMs: number; restarted: number; failures: number }): void {
  put({
    sweeps: count(1),
    open_transfers: count(sweep.open),
    oldest_open_transfer: milliseconds(sweep.oldestMs),
    restarted: count(sweep.restarted),
    restart_failures: count(sweep.failures),
  });
}

/**
 * A growth that moves wallets, once a minute: how long its quietest mover has written nothing, how many
 * wallets wait for a shard, and how many are moved.
 */
export function putGrowth({ silentMs, waiting, moved }: GrowthStanding): void {
  put({
    growth_silence: milliseconds(silentMs),
    wallets_waiting_to_move: count(waiting),
    wallets_moved: count(moved),
  });
}

/**
 * One run of what starts scheduled payments: how many schedules it found due, how many payments it
 * started, and how long the oldest had been due.
 */
export function putScheduled(run: { due: number; payments: number; oldestMs: number; failures: number }): void {
  put({
    due_schedules: count(run.due),
    scheduled_payments: count(run.payments),
    oldest_due_payment: milliseconds(run.oldestMs),
    scheduled_failures: count(run.failures),
  });
}

/**
 * One run of what erases deleted accounts: how many it found due, how many it finished, and how long the
 * oldest had been due.
 */
export function putErased(run: { due: number; accounts: number; oldestMs: number; failures: number }): void {
  put({
    due_erasures: count(run.due),
    erased_accounts: count(run.accounts),
    oldest_erasure: milliseconds(run.oldestMs),
    erasure_failures: count(run.failures),
  });
}

/** A final transfer, and the time since its initiation. */
export function putTransfer(status: Status, tookMs: number): void {
  put({ transfers: count(1), time_to_final: milliseconds(tookMs) }, { status });
}

/**
 * Money was issued: paid by the treasury. `amount` is in minor units of the currency.
 * @param large whether it is more than the alarm of its currency allows
 */
export function putIssued({ currency, amount, large }: { currency: string; amount: bigint; large: boolean }): void {
  put({ issues: count(1), ...(large && { large_issues: count(1) }) });
  put({ issued: count(Number(amount)) }, { currency });
}

/** Money was retired: paid to the treasury. */
export function putRetired({ currency, amount }: { currency: string; amount: bigint }): void {
  put({ retired: count(Number(amount)) }, { currency });
}

/** A response with one of the errors that the API documents. */
export function putErrorResponse(code: string): void {
  put({ refusals: count(1) }, { code });
}

/** A shard gave no usable response. */
export function putShardError(shard: number): void {
  put({ shard_errors: count(1) }, { shard: String(shard) });
}

/** A shard had to commit a transfer for which it has neither a hold nor a tombstone. */
export function putCommitWithoutHold(): void {
  put({ commit_without_hold: count(1) });
}

/** Entries written to statements. */
export function putPosted(entries: number): void {
  put({ entries_posted: count(entries) });
}

/** The counter of a rate limit did not respond. Requests continued uncounted. */
export function putRateNotCounted(policy: string): void {
  put({ rate_not_counted: count(1) }, { policy });
}

/** A refresh token was used that had been replaced. It or its successor was stolen. */
export function putRefreshTokenReused(): void {
  put({ refresh_tokens_reused: count(1) });
}

/** A login, or the password before a change of it, was wrong, of a blocked user or too early. */
export function putFailedLogin(): void {
  put({ failed_logins: count(1) });
}

/** The service that knows breached passwords did not answer. The new password was accepted without it. */
export function putPasswordNotLookedUp(): void {
  put({ passwords_not_looked_up: count(1) });
}

/** Somebody has logged in as the treasury. */
export function putTreasuryLogin(): void {
  put({ treasury_logins: count(1) });
}

/** An act of an operator: whether it is the first of its identity, and whether it gives money back. */
export function putOperatorAct({ isNew, isReversal }: { isNew: boolean; isReversal: boolean }): void {
  put({
    operator_acts: count(1),
    new_operators: count(isNew ? 1 : 0),
    reversals: count(isReversal ? 1 : 0),
  });
}

/** An attempt to deliver an event to a subscription. There are few subscriptions. */
export function putDelivery(subscription: string, delivered: boolean): void {
  put({ [delivered ? 'deliveries' : 'delivery_failures']: count(1) }, { subscription });
}

/** An attempt to deliver an event to a webhook of a user. There may be many of them. */
export function putUserDelivery(delivered: boolean): void {
  put({ [delivered ? 'user_deliveries' : 'user_delivery_failures']: count(1) });
}
