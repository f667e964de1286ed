/** A promise, the extent of the check, and the violations. */
export interface Checked {
  readonly promise: string;
  readonly on: string;
  readonly broken: readonly string[];
}
