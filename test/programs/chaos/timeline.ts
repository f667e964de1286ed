/** One setting of a value. Times are ms since 1970, by the one clock of this machine. */
export interface Setting<T> {
  /** undefined: it is removed. */
  readonly value: T | undefined;
  /** Of the first request. */
  readonly asked: number;
  /** Of the response; Infinity without one. */
  answered: number;
}

/** A time in which something has a value. */
export interface Period<T> {
  readonly value: T;
  readonly from: number;
  readonly to: number;
}

/** A value that one writer sets, one setting after the other. */
export class Timeline<T> {
  readonly #settings: Setting<T>[] = [];

  /** The value is set for the first time. @returns call one of them with the time of the response */
  asked(value: T, now: number): { answered: (at: number) => void; refused: () => void } {
    const setting: Setting<T> = { value, asked: now, answered: Infinity };
    this.#settings.push(setting);
    return {
      answered: (at) => {
        setting.answered = at;
      },
      refused: () => this.#settings.splice(this.#settings.indexOf(setting), 1),
    };
  }

  /** The settings, oldest first. */
  get all(): readonly Setting<T>[] {
    return this.#settings;
  }

  /** When it surely has each value: from its response to the next request. */
  sure(): Period<T>[] {
    return periods(this.#settings, 'answered', 'asked');
  }

  /** When it may have each value: from its request to the next response. */
  possible(): Period<T>[] {
    return periods(this.#settings, 'asked', 'answered');
  }

  /** The values that it may have at any time between the two. */
  possibleWithin(from: number, to: number): T[] {
    return this.possible().flatMap((period) => (period.from <= to && period.to >= from ? [period.value] : []));
  }

  /** Whether it surely has a value like that all the time from one to the other. */
  isSurely(isIt: (value: T) => boolean, from: number, to: number): boolean {
    return this.sure().some((period) => isIt(period.value) && period.from < from && to < period.to);
  }
}

/** The times between settings, from one of their times to one of the next. */
export function periods<T>(
  settings: readonly Setting<T>[],
  begins: 'asked' | 'answered',
  ends: 'asked' | 'answered',
): Period<T>[] {
  return settings.flatMap(({ value, ...times }, n) =>
    value === undefined ? [] : [{ value, from: times[begins], to: settings[n + 1]?.[ends] ?? Infinity }],
  );
}
