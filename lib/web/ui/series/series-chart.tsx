import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { onThemeChange } from '../on-theme-change.ts';
import { colourOf, type LineColour, Swatch } from './swatch.tsx';

/** A line of a chart. Its values belong to the times of the chart; null leaves a gap. */
export interface ChartLine {
  readonly label: string;
  readonly colour: LineColour;
  /** Lengths of strokes and gaps: no line is told from another by its colour alone. */
  readonly dash?: readonly number[];
  readonly values: readonly (number | null)[];
}

export interface SeriesChartProps {
  readonly title: string;
  /** ms since 1970, ascending. */
  readonly times: readonly number[];
  readonly lines: readonly ChartLine[];
  /** Writes a value, on the axis and in the legend. */
  readonly write: (value: number) => string;
  /** Times on the axis. */
  readonly writeTime: (time: number) => string;
  /** The time under the pointer. */
  readonly writeMoment: (time: number) => string;
  /** The height of the axis while all values are 0 or missing. */
  readonly least: number;
  /** Charts with the same name show the same time under the pointer. */
  readonly group?: string;
}

const HEIGHT = 190;
const AXIS_WIDTH = 64;
const MOST_POINTS = 60;

/** Lines over time. The legend shows the values under the pointer, or else the newest. */
export function SeriesChart(props: SeriesChartProps) {
  const { title, times, lines, write, writeMoment, group = title } = props;
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const [pointed, setPointed] = useState<number | null>();
  const shape = JSON.stringify(lines.map(({ label, colour, dash }) => [label, colour, dash]));

  useEffect(() => {
    const target = place.current;
    if (!target) return;
    const options = optionsOf(props, { group, width: target.clientWidth, onPoint: setPointed });
    const made = new uPlot(options, dataOf(times, lines), target);
    chart.current = made;
    const sizes = new ResizeObserver(() => made.setSize({ width: target.clientWidth, height: HEIGHT }));
    sizes.observe(target);
    const stop = onThemeChange(() => made.redraw(false));
    return () => {
      stop();
      sizes.disconnect();
      made.destroy();
    };
  }, [shape, group]);
  useEffect(() => chart.current?.setData(dataOf(times, lines)), [times, lines]);

  const index = pointed ?? times.length - 1;
  const at = times[index];
  return (
    <figure class="min-w-0">
      <figcaption class="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 text-sm">
        <span class="font-medium">{title}</span>
        <span class="text-quiet tabular-nums">{at !== undefined && writeMoment(at)}</span>
      </figcaption>
      <ul class="my-2 flex flex-wrap gap-x-4 gap-y-1 text-xs">
        {lines.map(({ label, colour, dash, values }) => {
          const value = values[index];
          return (
            <li key={label} class="flex items-center gap-1.5">
              <Swatch colour={colour} dash={dash} />
              {label}
              <span class="min-w-12 font-medium tabular-nums">{value == null ? '–' : write(value)}</span>
            </li>
          );
        })}
      </ul>
      <div ref={place} class="h-[190px] w-full overflow-hidden" aria-hidden="true" />
    </figure>
  );
}

function dataOf(times: readonly number[], lines: readonly ChartLine[]): uPlot.AlignedData {
  return [times.map((time) => time / 1_000), ...lines.map(({ values }) => [...values])];
}

function countOf(values: ArrayLike<unknown> | undefined): number {
  return Array.from(values ?? []).filter((value) => value != null).length;
}

function optionsOf(
  { lines, write, writeTime, least }: SeriesChartProps,
  { group, width, onPoint }: { group: string; width: number; onPoint: (index: number | null | undefined) => void },
): uPlot.Options {
  const quiet = () => colourOf('base-content', 0.7);
  const axis = { stroke: quiet, ticks: { show: false }, font: '12px system-ui, sans-serif' };
  const grid = { stroke: () => colourOf('base-content', 0.12), width: 1 };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { sync: { key: group }, drag: { x: false, y: false }, y: false },
    scales: { y: { range: (_, _least, most) => [0, most > 0 ? most * 1.1 : least] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        space: 90,
        size: 28,
        values: (_, ticks) => ticks.map((tick) => writeTime(tick * 1_000)),
      },
      { ...axis, grid, size: AXIS_WIDTH, values: (_, ticks) => ticks.map(write) },
    ],
    series: [
      {},
      ...lines.map(({ label, colour, dash }) => ({
        label,
        stroke: () => colourOf(colour),
        width: 2,
        // A value between gaps has no line.
        points: { size: 5, show: ({ data }: uPlot, n: number) => countOf(data[n]) < MOST_POINTS },
        ...(dash && { dash: [...dash] }),
      })),
    ],
    hooks: { setCursor: [({ cursor }) => onPoint(cursor.idx)] },
  };
}
