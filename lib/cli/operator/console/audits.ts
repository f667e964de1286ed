import type { Finding } from '../../../domain/audit.ts';
import { currencyOf } from '../../../domain/currency.ts';
import { type Audited, auditAndSettle, auditBooks, type ReadPart } from '../../../usecases/audit.ts';
import type { AuditResult, Audits as AuditsView, Job } from '../../../web/console/contract.ts';
import type { operatorStores } from '../connection.ts';
import { iso } from '../iso-time.ts';
import { type Jobs, messageOf } from './jobs.ts';
import type { ShardLooks } from './shard-health.ts';

const MOST_FINDINGS = 1_000;

/** Runs work, and something before and after it. */
export type Around = <T>(work: () => Promise<T>) => Promise<T>;

type Stores = Pick<ReturnType<typeof operatorStores>, 'shards' | 'journal'>;

/** Runs audits, one at a time, and remembers what the last one found. */
export class Audits {
  #running: Job | undefined;
  #last: AuditResult | undefined;
  #error: AuditsView['error'];
  readonly #stores: Stores;
  readonly #looks: Pick<ShardLooks, 'counted'>;
  readonly #jobs: Jobs;
  readonly #now: () => number;
  readonly #onResult: (result: AuditResult) => void;

  /**
   * @param onResult called with each result
   * @param now ms since 1970
   */
  constructor(
    stores: Stores,
    jobs: Jobs,
    {
      looks,
      onResult,
      now,
    }: { looks: Pick<ShardLooks, 'counted'>; onResult: (result: AuditResult) => void; now: () => number },
  ) {
    this.#stores = stores;
    this.#looks = looks;
    this.#jobs = jobs;
    this.#now = now;
    this.#onResult = onResult;
  }

  get running(): Job | undefined {
    return this.#running;
  }

  get last(): AuditResult | undefined {
    return this.#last;
  }

  /** Why the newest audit has no result. */
  get error(): AuditsView['error'] {
    return this.#error;
  }

  /**
   * Starts an audit, unless one runs.
   * @param around runs the work of the audit
   * @returns the one that runs
   */
  run(settle: boolean, around: Around = (work) => work()): Job {
    if (this.#running) return this.#running;
    const parts = this.#stores.shards.count + 1;
    const job = this.#jobs.start('audit', parts, async ({ done }) => {
      const begun = this.#now();
      const onRead = (part: ReadPart) => {
        done();
        if (part !== 'journal') this.#count(part);
      };
      try {
        const report = await around<Audited>(async () =>
          settle
            ? auditAndSettle(this.#stores, this.#now, onRead)
            : { ...(await auditBooks(this.#stores, this.#now, onRead)), settledAgain: [] },
        );
        this.#last = resultOf(report, { settle, begun, now: this.#now() });
        this.#error = undefined;
        this.#onResult(this.#last);
      } catch (error) {
        this.#error = { at: iso(this.#now()), message: messageOf(error) };
        throw error;
      } finally {
        this.#running = undefined;
      }
    });
    this.#running = job;
    return job;
  }

  #count({ shard, wallets }: Exclude<ReadPart, 'journal'>): void {
    this.#looks.counted(shard, {
      count: wallets.length,
      sums: [...Map.groupBy(wallets, currencyOf)].map(([currency, theirs]) => ({
        currency,
        sum: theirs.reduce((sum, { balance }) => sum + balance, 0n).toString(),
      })),
      holds: wallets.reduce((sum, { holds }) => sum + holds.length, 0),
      counted_at: iso(this.#now()),
    });
  }
}

/** A finding as the contract has it. */
export function findingView({ kind, walletId, txId, detail }: Finding): AuditResult['findings'][number] {
  return {
    kind,
    ...(walletId !== undefined && { wallet_id: walletId }),
    ...(txId !== undefined && { TxID: txId }),
    detail,
  };
}

function resultOf(
  report: Audited,
  { settle, begun, now }: { settle: boolean; begun: number; now: number },
): AuditResult {
  return {
    at: iso(now),
    took_ms: Math.max(0, now - begun),
    balanced: report.balanced,
    wallets: report.wallets,
    transfers: report.transfers,
    open: report.open,
    oldest_open_ms: report.oldestOpenMs,
    sum_at_rest: report.sumAtRest.toString(),
    sum_of_journal: report.sumOfJournal.toString(),
    sums: report.sums.map(({ currency, atRest, ofJournal }) => ({
      currency,
      at_rest: atRest.toString(),
      of_journal: ofJournal.toString(),
    })),
    in_motion: report.inMotion.length,
    findings: report.findings.slice(0, MOST_FINDINGS).map(findingView),
    findings_in_all: report.findings.length,
    settled_again: report.settledAgain.map(({ walletId, txId }) => ({ wallet_id: walletId, TxID: txId })),
    settled: settle,
  };
}
