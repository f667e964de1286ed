import { TRANSFER } from '../../texts/console/transfer.ts';
import { GRAPH } from '../../texts/graph.ts';
import { PathText, StatesText } from '../../ui/graph/as-text.tsx';
import type { StateGraphProps } from '../../ui/graph/state-graph.tsx';
import { lazy } from '../../ui/lazy.tsx';
import type { TransferDetail } from '../contract.ts';
import { useLive } from '../live/use-live.ts';
import { Loaded } from '../parts/loaded.tsx';

const StateGraph = lazy<StateGraphProps>(async () => (await import('../../ui/graph/state-graph.tsx')).StateGraph);

/** The state machine of transfers with the way of one of them, drawn and as text. */
export function Way({ path }: Pick<TransferDetail, 'path'>) {
  // It is that of this checkout, and never changes.
  const graph = useLive('graph', { name: 'transfer' }, undefined);
  const standing = path.current.length > 0 ? GRAPH.standsAt(path.current) : GRAPH.ended;
  return (
    <Loaded known={graph} height="h-96">
      {(machine) => (
        <>
          <StateGraph machine={machine} way={path} label={TRANSFER.graph.label(standing)} />
          <p class="text-sm font-medium" role="status">
            {standing}
          </p>
          <PathText way={path} />
          <StatesText machine={machine} />
        </>
      )}
    </Loaded>
  );
}
