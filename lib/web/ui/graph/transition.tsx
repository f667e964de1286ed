import { curveThrough } from './curve.ts';
import type { Line } from './layout.ts';

/** A transition as an arrow. It is broken if it follows an error. */
export function Transition({ line, isTaken }: { line: Line; isTaken: boolean }) {
  return (
    <path
      d={curveThrough(line.points)}
      class={`fill-none ${isTaken ? 'stroke-success stroke-3' : 'stroke-base-content/45 stroke-1'}`}
      stroke-dasharray={line.kind === 'catch' ? '5 4' : undefined}
      marker-end={isTaken ? 'url(#arrow-taken)' : 'url(#arrow)'}
    />
  );
}
