import { GRAPH } from '../../texts/graph.ts';
import { Sign } from './state-box.tsx';

/** What the signs and lines of a drawn state machine mean. */
export function Legend() {
  return (
    <ul class="text-quiet flex flex-wrap gap-x-4 gap-y-1 text-xs">
      {(['passed', 'current', 'possible'] as const).map((progress) => (
        <li key={progress} class="flex items-center gap-1.5">
          <svg viewBox="0 0 16 16" class="size-4" aria-hidden="true">
            <Sign progress={progress} x={8} y={8} />
          </svg>
          {GRAPH.legend[progress]}
        </li>
      ))}
      <li class="flex items-center gap-1.5">
        <svg viewBox="0 0 24 16" class="h-4 w-6" aria-hidden="true">
          <path d="M1 8h22" class="stroke-base-content/60" stroke-dasharray="5 4" />
        </svg>
        {GRAPH.legend.catch}
      </li>
    </ul>
  );
}
