import { SHARDS } from '../../texts/console/shards.ts';

const HEIGHT = 28;
const STEP = 3;
const WIDTH = 120 * STEP;

/** The latest response times as bars. A look without a response is a cross over the whole height. */
export function Latencies({ latencies }: { latencies: readonly (number | null)[] }) {
  if (latencies.length === 0) return null;
  const most = Math.max(1, ...latencies.map((latency) => latency ?? 0));
  const missed = latencies.filter((latency) => latency === null).length;
  return (
    <div>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" class="h-7 w-full" aria-hidden="true">
        {latencies.map((latency, n) => {
          const x = WIDTH - (latencies.length - n) * STEP;
          // biome-ignore-start lint/suspicious/noArrayIndexKey: a look has no other name than its place
          if (latency === null) {
            return <rect key={n} x={x} y={0} width={STEP} height={HEIGHT} class="fill-error" />;
          }
          const height = Math.max(1.5, (latency / most) * HEIGHT);
          return <rect key={n} x={x} y={HEIGHT - height} width={STEP - 1} height={height} class="fill-primary/70" />;
          // biome-ignore-end lint/suspicious/noArrayIndexKey: as above
        })}
      </svg>
      <p class="text-quiet mt-1 text-xs">{SHARDS.looks(latencies.length, missed)}</p>
    </div>
  );
}
