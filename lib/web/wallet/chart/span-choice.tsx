import { CHART } from '../../texts/chart.ts';
import { SPANS, type Span } from './spans.ts';

/** The span of time that the chart shows. */
export function SpanChoice({ chosen, onChoose }: { chosen: Span; onChoose: (span: Span) => void }) {
  return (
    <fieldset>
      <legend class="sr-only">{CHART.spansLabel}</legend>
      <div class="join">
        {SPANS.map((span) => (
          <input
            key={span}
            type="radio"
            name="span"
            class="join-item btn btn-sm"
            aria-label={CHART.spans[span]}
            checked={span === chosen}
            onChange={() => onChoose(span)}
          />
        ))}
      </div>
    </fieldset>
  );
}
