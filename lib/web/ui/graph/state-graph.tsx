import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { GRAPH } from '../../texts/graph.ts';
import { Icon } from '../icons.tsx';
import { type Box, layoutOf } from './layout.ts';
import { Legend } from './legend.tsx';
import { type Machine, progressOf, type Way } from './machine.ts';
import { StateBox } from './state-box.tsx';
import { Transition } from './transition.tsx';

export interface StateGraphProps {
  readonly machine: Machine;
  /** Without it the machine is drawn alone. */
  readonly way?: Way | undefined;
  /** What the drawing shows, for people who do not see it. The way itself is in PathText. */
  readonly label: string;
}

const MARGIN = 8;
const STEP = 1.25;
/** Smaller than this a name cannot be read. */
const SMALLEST = 0.4;
const READABLE = 0.75;
const LARGEST = 2;
const NO_WAY: Way = { passed: [], edges: [], current: [] };

/** Draws a state machine and the way through it. It can be scrolled and zoomed, by fingers too. */
export function StateGraph({ machine, way = NO_WAY, label }: StateGraphProps) {
  const drawing = useMemo(() => layoutOf(machine), [machine]);
  const [scale, setScale] = useState<number>();
  const frame = useRef<HTMLDivElement>(null);
  const fitting = () => ((frame.current?.clientWidth ?? 0) - 2) / (drawing.width + 2 * MARGIN);

  useLayoutEffect(() => setScale(bounded(fitting(), READABLE, 1)), [drawing]);
  const standing = [...way.current].sort().join('\n');
  const shown = drawing.boxes.find(({ id }) => id === (way.current.at(-1) ?? way.passed.at(-1)?.state));
  useLayoutEffect(() => {
    if (frame.current && shown && scale !== undefined) scrollTo(frame.current, shown, scale);
  }, [standing, way.passed.length, scale]);

  const width = (drawing.width + 2 * MARGIN) * (scale ?? 1);
  const height = (drawing.height + 2 * MARGIN) * (scale ?? 1);
  const progress = progressOf(way);
  const taken = new Set(way.edges.map(({ from, to }) => `${from}\n${to}`));
  const lines = drawing.lines.map((line) => ({ line, isTaken: taken.has(`${line.from}\n${line.to}`) }));
  return (
    <div class="flex flex-col gap-3">
      <div class="flex flex-wrap items-center justify-between gap-2">
        <Legend />
        <div class="join">
          <Zoom text={GRAPH.zoomOut} sign="−" to={() => setScale(bounded((scale ?? 1) / STEP, SMALLEST, LARGEST))} />
          <Zoom text={GRAPH.zoomIn} sign="+" to={() => setScale(bounded((scale ?? 1) * STEP, SMALLEST, LARGEST))} />
          <button
            type="button"
            class="btn btn-sm join-item"
            onClick={() => setScale(bounded(fitting(), SMALLEST / 2, LARGEST))}
          >
            <Icon name="fit" class="size-4" />
            {GRAPH.fit}
          </button>
        </div>
      </div>
      <section
        ref={frame}
        aria-label={GRAPH.region}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
        tabIndex={0}
        class="border-base-300 bg-base-200 max-h-[75dvh] overflow-auto rounded-xl border"
      >
        <svg
          role="img"
          aria-label={label}
          width={width}
          height={height}
          viewBox={`${-MARGIN} ${-MARGIN} ${drawing.width + 2 * MARGIN} ${drawing.height + 2 * MARGIN}`}
          class="mx-auto block max-w-none font-sans"
        >
          <Arrowheads />
          {drawing.boxes
            .filter(({ isAround }) => isAround)
            .map((box) => (
              <StateBox key={box.id} box={box} progress={progress(box.id)} />
            ))}
          {/* What was taken lies above what was not. */}
          {[...lines]
            .sort((a, b) => Number(a.isTaken) - Number(b.isTaken))
            .map(({ line, isTaken }) => (
              <Transition key={`${line.from} → ${line.to}`} line={line} isTaken={isTaken} />
            ))}
          {drawing.boxes
            .filter(({ isAround }) => !isAround)
            .map((box) => (
              <StateBox key={box.id} box={box} progress={progress(box.id)} />
            ))}
        </svg>
      </section>
    </div>
  );
}

function Zoom({ text, sign, to }: { text: string; sign: string; to: () => void }) {
  return (
    <button type="button" class="btn btn-sm btn-square join-item text-lg" aria-label={text} title={text} onClick={to}>
      {sign}
    </button>
  );
}

function Arrowheads() {
  const shape = 'M0 0 8 4 0 8Z';
  return (
    <defs>
      {(['arrow', 'arrow-taken'] as const).map((id) => (
        <marker
          key={id}
          id={id}
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="8"
          markerHeight="8"
          markerUnits="userSpaceOnUse"
          orient="auto"
        >
          <path d={shape} class={id === 'arrow' ? 'fill-base-content/45' : 'fill-success'} />
        </marker>
      ))}
    </defs>
  );
}

function bounded(scale: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, scale));
}

/** Brings a state into the middle of the frame. The page itself does not move. */
function scrollTo(frame: HTMLElement, { x, y, width, height }: Box, scale: number): void {
  frame.scrollTo({
    left: (x + width / 2 + MARGIN) * scale - frame.clientWidth / 2,
    top: (y + height / 2 + MARGIN) * scale - frame.clientHeight / 2,
  });
}
