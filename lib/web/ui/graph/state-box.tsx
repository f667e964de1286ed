import type { Box } from './layout.ts';
import type { Progress } from './machine.ts';

const LINE = 17;
const BASELINE = 5;
const HEADER_TEXT = 17;

const BORDER: Record<Progress, string> = {
  current: 'stroke-info stroke-3',
  passed: 'stroke-success stroke-2',
  possible: 'stroke-base-content/60 stroke-1 [stroke-dasharray:2_3]',
  ahead: 'stroke-base-content/35 stroke-1',
};
const FILL: Record<Progress, string> = {
  current: 'fill-info/15',
  passed: 'fill-success/10',
  possible: 'fill-base-100',
  ahead: 'fill-base-100',
};

/** A state as a rectangle with its name and a sign of its progress. */
export function StateBox({ box, progress }: { box: Box; progress: Progress }) {
  const { x, y, width, height, lines, isAround } = box;
  const middle = isAround ? y + HEADER_TEXT : y + height / 2 + BASELINE - ((lines.length - 1) / 2) * LINE;
  const isReached = progress === 'current' || progress === 'passed';
  const text = isReached ? 'fill-base-content font-semibold' : 'fill-base-content/75';
  return (
    <g>
      {progress === 'current' && !isAround && (
        <rect
          x={x - 5}
          y={y - 5}
          width={width + 10}
          height={height + 10}
          rx={14}
          class="stroke-info fill-none animate-pulse"
          stroke-dasharray="4 4"
        />
      )}
      <rect x={x} y={y} width={width} height={height} rx={10} class="fill-base-100" />
      <rect
        x={x}
        y={y}
        width={width}
        height={height}
        rx={10}
        class={isAround ? `${BORDER[progress]} fill-base-300/30` : `${BORDER[progress]} ${FILL[progress]}`}
      />
      {lines.map((line, n) => (
        <text key={line} x={x + width / 2} y={middle + n * LINE} text-anchor="middle" class={`text-[13px] ${text}`}>
          {line}
        </text>
      ))}
      <Sign progress={progress} x={x + 10} y={isAround ? y + 13 : y + height / 2} />
    </g>
  );
}

/** Says without colour how far it is: a tick, a dot in a ring, or a question mark. */
export function Sign({ progress, x, y }: { progress: Progress; x: number; y: number }) {
  if (progress === 'passed') {
    return <path d={`m${x - 4} ${y} 3 3.5 5.5-7`} class="stroke-success fill-none stroke-2" stroke-linecap="round" />;
  }
  if (progress === 'ahead') return null;
  if (progress === 'possible') {
    return (
      <text x={x} y={y + 4.5} text-anchor="middle" class="fill-base-content/75 text-[13px]">
        ?
      </text>
    );
  }
  return (
    <>
      <circle cx={x} cy={y} r={5} class="stroke-info fill-none stroke-1" />
      <circle cx={x} cy={y} r={2.5} class="fill-info" />
    </>
  );
}
