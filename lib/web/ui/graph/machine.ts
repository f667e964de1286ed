/** A state machine as nodes and edges. A state of a branch names the state around it. */
export interface Machine {
  readonly nodes: readonly State[];
  readonly edges: readonly {
    readonly from: string;
    readonly to: string;
    readonly kind: 'next' | 'choice' | 'default' | 'catch';
    readonly label?: string | undefined;
  }[];
}

export interface State {
  readonly id: string;
  readonly type: string;
  readonly comment?: string | undefined;
  readonly parent?: string | undefined;
  readonly branch?: number | undefined;
  readonly start: boolean;
  readonly end: boolean;
}

/** How a transfer went through a machine, and where it stands. */
export interface Way {
  readonly passed: readonly { readonly state: string; readonly at?: string | undefined }[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  readonly current: readonly string[];
  /** It may have passed them too: nothing stored tells. */
  readonly possible?: readonly string[];
}

/** `current`: it stands there. `passed`: it was there. `possible`: perhaps. `ahead`: it was not. */
export type Progress = 'current' | 'passed' | 'possible' | 'ahead';

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A state with the lines of its name and the space that they take. */
export interface LabelledState extends Size {
  readonly id: string;
  readonly lines: readonly string[];
}

/** Of a text of 13 px in the system's font, with some to spare. */
const CHARACTER = 7.6;
const LINE = 17;
/** Longer names take two lines. */
const LONGEST_LINE = 17;
/** For the text's distance to the border, and the sign of its progress. */
const AROUND_TEXT = { width: 48, height: 18 };

/** @param inside the size of its branches, if it has any */
export function labelOf({ id }: Pick<State, 'id'>, inside?: Size): LabelledState {
  const lines = inside ? [id] : linesOf(id);
  const width = Math.max(...lines.map((line) => line.length)) * CHARACTER + AROUND_TEXT.width;
  const height = lines.length * LINE + AROUND_TEXT.height;
  return { id, lines, width: Math.max(width, inside?.width ?? 0), height: inside?.height ?? height };
}

/** A long name in two lines, which are about equal. */
function linesOf(name: string): string[] {
  if (name.length <= LONGEST_LINE) return [name];
  const words = name.split(' ');
  const splits = words.slice(1).map((_, n) => [words.slice(0, n + 1).join(' '), words.slice(n + 1).join(' ')]);
  const longest = (lines: readonly string[]) => Math.max(...lines.map((line) => line.length));
  return splits.sort((a, b) => longest(a) - longest(b))[0] ?? [name];
}

/** How far a transfer is with each state. */
export function progressOf({ passed, current, possible = [] }: Way): (state: string) => Progress {
  const left = new Set(passed.map(({ state }) => state));
  return (state) => {
    if (current.includes(state)) return 'current';
    if (left.has(state)) return 'passed';
    return possible.includes(state) ? 'possible' : 'ahead';
  };
}
