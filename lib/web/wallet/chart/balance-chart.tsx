import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import { Money } from '../../ui/money.tsx';
import { onThemeChange } from '../../ui/on-theme-change.ts';
import { format } from '../../ui/person.ts';
import { colourOf } from '../../ui/series/swatch.tsx';
import { balanceOn, type Point } from './balance-line.ts';
import { type ChartData, chartDataOf, rangeOf } from './chart-data.ts';
import type { BalanceHistory } from './read-balance.ts';

export interface BalanceChartProps {
  readonly history: BalanceHistory;
  /** Undefined until it is known. */
  readonly currency: string | undefined;
  /** The time that is marked, in ms since 1970. */
  readonly marked: number | undefined;
  /** A click chooses a time. */
  readonly onChoose: (at: number) => void;
}

const HEIGHT = 280;
/** The slider below has the same edges. */
const AXIS_WIDTH = 72;
const RIGHT = 24;
const FONT = '12px system-ui, sans-serif';

/** The balance as steps over time. Screen readers have the table beside it. */
export function BalanceChart({ history, currency, marked, onChoose }: BalanceChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const shown = useRef({ marked, onChoose });
  shown.current = { marked, onChoose };
  const [pointed, setPointed] = useState<Point>();
  const data = useMemo(() => chartDataOf(history), [history]);

  useEffect(() => {
    const target = place.current;
    if (!target) return;
    const size = () => ({ width: target.clientWidth, height: HEIGHT });
    const draw = (u: uPlot) => drawMark(u, shown.current.marked);
    const setCursor = (u: uPlot) => setPointed(pointAt(u, history));
    const hooks = { draw: [draw], setCursor: [setCursor] };
    const made = new uPlot({ ...optionsOf(data, currency), ...size(), hooks }, columnsOf(data), target);
    made.over.addEventListener('click', () => {
      const { left } = made.cursor;
      if (left !== undefined && left >= 0) shown.current.onChoose(Math.round(made.posToVal(left, 'x') * 1_000));
    });
    chart.current = made;
    const sizes = new ResizeObserver(() => made.setSize(size()));
    sizes.observe(target);
    const stop = onThemeChange(() => made.redraw(false));
    return () => {
      stop();
      sizes.disconnect();
      made.destroy();
    };
  }, [data, currency]);
  useEffect(() => chart.current?.redraw(false), [marked]);
  return (
    <div aria-hidden="true">
      <p class="text-quiet amount h-10 text-right text-sm">
        {pointed && (
          <>
            {format.timeShort(new Date(pointed.at).toISOString())}
            <Money
              amount={pointed.balance.toString()}
              currency={currency}
              class="text-base-content block font-semibold"
            />
          </>
        )}
      </p>
      <div ref={place} class="h-[280px] w-full cursor-crosshair overflow-hidden" />
    </div>
  );
}

/** The balance under the pointer: to the moment, or at the nearest time that is known. */
function pointAt(u: uPlot, { line, samples }: BalanceHistory): Point | undefined {
  const { left = -1, idx } = u.cursor;
  if (left < 0) return undefined;
  const at = 1_000 * u.posToVal(left, 'x');
  const balance = balanceOn(line, at);
  if (balance !== undefined) return { at, balance };
  const nearest = Math.round(1_000 * (u.data[0][idx ?? -1] ?? 0));
  return samples.find((sample) => sample.at === nearest);
}

function columnsOf({ times, line, samples }: ChartData): uPlot.AlignedData {
  return [[...times], [...samples], [...line]];
}

function optionsOf({ times, base }: ChartData, currency: string | undefined): Omit<uPlot.Options, 'width' | 'height'> {
  const lengthMs = 1_000 * ((times.at(-1) ?? 0) - (times[0] ?? 0));
  const quiet = () => colourOf('base-content', 0.72);
  const axis = { stroke: quiet, font: FONT, ticks: { show: false } };
  const stroke = () => colourOf('primary');
  return {
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
    padding: [8, RIGHT, 0, 0],
    scales: { y: { range: (_, least, most) => rangeOf(least, most) } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 32,
        space: 80,
        values: (_, ticks) => ticks.map((tick) => format.tick(new Date(tick * 1_000).toISOString(), lengthMs)),
      },
      {
        ...axis,
        size: AXIS_WIDTH,
        grid: { stroke: () => colourOf('base-content', 0.12), width: 1 },
        values: (_, ticks) => ticks.map((tick) => format.amountShort(base + BigInt(Math.round(tick)), currency)),
      },
    ],
    series: [
      {},
      { stroke, width: 2, dash: [4, 4], points: { show: true, size: 6, fill: stroke } },
      {
        stroke,
        width: 2,
        fill: () => colourOf('primary', 0.1),
        fillTo: lowest,
        paths: steps(),
        points: { show: false },
      },
    ],
  };
}

function lowest({ scales: { y } }: uPlot): number {
  return y?.min ?? 0;
}

function steps(): uPlot.Series.PathBuilder {
  const { stepped } = uPlot.paths;
  if (!stepped) throw new Error('uPlot has no steps');
  return stepped({ align: 1 });
}

/** A line from top to bottom at the marked time. */
function drawMark(u: uPlot, marked: number | undefined): void {
  if (marked === undefined) return;
  const { left, top, width, height } = u.bbox;
  const x = Math.round(u.valToPos(marked / 1_000, 'x', true));
  if (x < left || x > left + width) return;
  u.ctx.save();
  u.ctx.strokeStyle = colourOf('base-content');
  u.ctx.lineWidth = 2 * devicePixelRatio;
  u.ctx.beginPath();
  u.ctx.moveTo(x, top);
  u.ctx.lineTo(x, top + height);
  u.ctx.stroke();
  u.ctx.restore();
}
