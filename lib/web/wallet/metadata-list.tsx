import type { Metadata } from 'mib/client';
import { rowsOf } from './metadata-rows.ts';

/** Metadata to read. */
export function MetadataList({ metadata }: { metadata: Metadata }) {
  return (
    <dl class="grid grid-cols-[minmax(0,max-content)_1fr] gap-x-6 gap-y-2 text-sm">
      {rowsOf(metadata).map(({ key, value }) => (
        <div key={key} class="contents">
          <dt class="text-quiet [overflow-wrap:anywhere]">{key}</dt>
          <dd class="min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
