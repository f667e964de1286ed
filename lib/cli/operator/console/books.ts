import type { AuditResult, Overview } from '../../../web/console/contract.ts';

type Books = Overview['books'];
type Check = Books['history'][number];

const REMEMBERED = 200;

/** Whether the books balance, and since when: the looks of this control room and those before it. */
export class BooksHistory {
  #checks: readonly Check[] = [];

  /** Adds a look. Those of one time are one. */
  add(check: Check): void {
    const others = this.#checks.filter(({ at }) => at !== check.at);
    this.#checks = [...others, check].sort((a, b) => (a.at < b.at ? -1 : 1)).slice(-REMEMBERED);
  }

  /** What audits found. */
  view(source: Books['source'], error: string | undefined): Books {
    const last = this.#checks.at(-1);
    const row = { source, history: [...this.#checks], ...(error !== undefined && { error }) };
    if (!last) return { state: 'unknown', ...row };
    // The newest look decides. If it failed, the one before it is still what was seen last.
    const state = error !== undefined ? 'unknown' : last.balanced ? 'balanced' : 'unbalanced';
    const turn = this.#checks.findLastIndex(({ balanced }) => balanced !== last.balanced);
    const since = this.#checks[turn + 1]?.at;
    return {
      state,
      ...(last.sum !== undefined && { sum: last.sum }),
      ...(since !== undefined && { since }),
      checked_at: last.at,
      ...row,
    };
  }
}

/** What the shards have more than the journal says, over the wallets at rest. */
export function checkOf({ at, balanced, sum_at_rest, sum_of_journal }: AuditResult): Check {
  return { at, balanced, sum: (BigInt(sum_at_rest) - BigInt(sum_of_journal)).toString() };
}
