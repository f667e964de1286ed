import type { Controller, ControlsChange, Frozen } from '../../../lib/domain/wallet-controls.ts';
import { type Period, periods, type Setting } from './timeline.ts';

/** The controls of a wallet. Each has one writer at a time: its settings come one after the other. */
export interface ControlValues {
  readonly owner_freeze: Frozen;
  readonly operator_freeze: Frozen;
  readonly minimum: bigint;
  readonly maxPayment: bigint;
  readonly maxPerDay: bigint;
}
export type ControlName = keyof ControlValues;

/** What was set on each wallet, in the order of the requests. */
export class ControlSettings {
  readonly #settings = new Map<string, { [N in ControlName]?: Setting<ControlValues[N]>[] }>();

  /** A client sends the change for the first time. @returns call it with the time of the response */
  asked(walletId: string, by: Controller, change: ControlsChange, now: number): (answered: number) => void {
    const made: Setting<unknown>[] = [];
    const add = <N extends ControlName>(name: N, value: ControlValues[N] | null | undefined) => {
      if (value === undefined) return;
      const setting: Setting<ControlValues[N]> = { value: value ?? undefined, asked: now, answered: Infinity };
      const wallet = this.#settings.get(walletId) ?? {};
      this.#settings.set(walletId, Object.assign(wallet, { [name]: [...(wallet[name] ?? []), setting] }));
      made.push(setting);
    };
    add(`${by}_freeze`, change.frozen);
    add('minimum', change.minimum);
    add('maxPayment', change.maxPayment);
    add('maxPerDay', change.maxPerDay);
    return (answered) => {
      for (const setting of made) setting.answered = answered;
    };
  }

  get wallets(): Iterable<string> {
    return this.#settings.keys();
  }

  /** The settings of one control, oldest first. */
  of<N extends ControlName>(walletId: string, name: N): readonly Setting<ControlValues[N]>[] {
    return this.#settings.get(walletId)?.[name] ?? [];
  }

  /** When the control surely has each of its values: from its response to the next request. */
  sure<N extends ControlName>(walletId: string, name: N): Period<ControlValues[N]>[] {
    return periods(this.of(walletId, name), 'answered', 'asked');
  }

  /** When the control may have each of its values: from its request to the next response. */
  possible<N extends ControlName>(walletId: string, name: N): Period<ControlValues[N]>[] {
    return periods(this.of(walletId, name), 'asked', 'answered');
  }
}
