import type { Item } from '../../../lib/local/database/values/values.ts';
import { number } from './items.ts';

const COUNTED = 'tx_';

/** A payment that was asked for, under the id that it gets if its request is the first. */
interface Asked {
  /** Whose sum of a day it counts against; undefined: the owner's, who has none. */
  readonly spender: string | undefined;
  readonly amount: bigint;
  /** The same for each repetition of the request. */
  readonly request: object;
}

/**
 * Checks what keys and members take of their sums of a day. It adds up what is in the journal, and
 * compares that with the counts.
 */
export class SpendingPromises {
  readonly #break: (what: string) => void;
  readonly #asked = new Map<string, Asked>();
  /** The requests that have a response. */
  readonly #answered = new Set<object>();
  /** The highest and the lowest sum that each spender ever had. */
  readonly #sums = new Map<string, { readonly most: bigint; readonly least: bigint }>();
  /** What was counted for whom, by transfer. */
  readonly #counted = new Map<string, string>();
  readonly #paid = new Set<string>();

  constructor(broken: (what: string) => void) {
    this.#break = broken;
  }

  /** The spender has this sum from now on, or soon. */
  allowed(spender: string, maxPerDay: bigint): void {
    const { most, least } = this.#sums.get(spender) ?? { most: maxPerDay, least: maxPerDay };
    this.#sums.set(spender, {
      most: most > maxPerDay ? most : maxPerDay,
      least: least < maxPerDay ? least : maxPerDay,
    });
  }

  /** A payment is asked for. The result takes what the client hears. */
  asked(txId: string, asked: Asked): { answered: () => void; exceeded: () => void } {
    this.#asked.set(txId, asked);
    return {
      answered: () => this.#answered.add(asked.request),
      exceeded: () => {
        const { spender = '', amount } = asked;
        const taken = this.#takenBy(spender);
        const { least = 0n } = this.#sums.get(spender) ?? {};
        if (taken + amount <= least) this.#break(`${spender} is refused ${amount}, and has taken ${taken} of ${least}`);
      },
    };
  }

  /** The count of a spender changes. */
  onCounter(before: Item | undefined, after: Item | undefined): void {
    const counter = after?.counter?.S ?? '';
    const added = Object.keys(after ?? {}).filter((name) => name.startsWith(COUNTED) && !before?.[name]);
    let sum = number(before?.spent);
    for (const name of added) {
      const txId = name.slice(COUNTED.length);
      const { spender, amount = 0n } = this.#asked.get(txId) ?? {};
      if (spender === undefined || !counter.startsWith(`${spender}#`))
        this.#break(`${txId} of ${spender} is counted for ${counter}`);
      if (this.#counted.has(txId)) this.#break(`${txId} is counted twice`);
      this.#counted.set(txId, spender ?? '');
      sum += amount;
    }
    if (number(after?.spent) !== sum) this.#break(`${counter} has spent ${number(after?.spent)} and not ${sum}`);
  }

  /** An item of the journal changes: a payment is accepted once it is there. */
  onItem(before: Item | undefined, after: Item | undefined): void {
    const txId = after?.tx_id?.S ?? '';
    const { spender, amount } = this.#asked.get(txId) ?? {};
    if (before || after?.payer_id || spender === undefined) return;
    if (number(after?.amount) !== amount) this.#break(`${txId} takes ${number(after?.amount)} and not ${amount}`);
    if (this.#counted.get(txId) !== spender) this.#break(`${txId} is accepted before it is counted for ${spender}`);
    this.#paid.add(txId);
    const paid = this.#sum(spender, this.#paid);
    const { most = 0n } = this.#sums.get(spender) ?? {};
    if (paid > most) this.#break(`${spender} has paid ${paid} of ${most} a day`);
  }

  /** What is counted was paid. Only a request that nobody has heard of again may cost more. */
  atTheEnd(): void {
    for (const [txId, spender] of this.#counted) {
      const { request = {} } = this.#asked.get(txId) ?? {};
      if (!this.#paid.has(txId) && this.#answered.has(request))
        this.#break(`${txId} is counted for ${spender}, was answered, and is not paid`);
    }
  }

  #takenBy(spender: string): bigint {
    return this.#sum(spender, this.#counted.keys());
  }

  #sum(spender: string, txIds: Iterable<string>): bigint {
    let sum = 0n;
    for (const txId of txIds) {
      const asked = this.#asked.get(txId);
      if (asked?.spender === spender) sum += asked.amount;
    }
    return sum;
  }
}
