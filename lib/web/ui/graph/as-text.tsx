import { GRAPH } from '../../texts/graph.ts';
import { Time } from '../time.tsx';
import type { Machine, Way } from './machine.ts';

/** What the drawing says, in words: each state that was passed, and where it stands. */
export function PathText({ way }: { way: Way }) {
  return (
    <details class="border-base-300 rounded-xl border">
      <summary class="cursor-pointer rounded-xl px-4 py-3 text-sm font-medium">{GRAPH.asText}</summary>
      <div class="px-4 pb-4 text-sm">
        {way.passed.length === 0 ? (
          <p>{GRAPH.none}</p>
        ) : (
          <ol class="list-decimal pl-5">
            {way.passed.map(({ state, at }) => (
              <li key={state}>
                {state}
                {at !== undefined && <Time at={at} as="clock" class="text-quiet ml-2" />}
              </li>
            ))}
          </ol>
        )}
        {way.possible !== undefined && way.possible.length > 0 && (
          <p class="text-quiet mt-2">{GRAPH.possible(way.possible)}</p>
        )}
        <p class="mt-2 font-medium">{way.current.length > 0 ? GRAPH.standsAt(way.current) : GRAPH.ended}</p>
      </div>
    </details>
  );
}

/** Each state of the machine with its purpose, and where it leads to under which condition. */
export function StatesText({ machine }: { machine: Machine }) {
  return (
    <details class="border-base-300 rounded-xl border">
      <summary class="cursor-pointer rounded-xl px-4 py-3 text-sm font-medium">{GRAPH.allStates}</summary>
      <dl class="flex flex-col gap-3 px-4 pb-4 text-sm">
        {machine.nodes.map(({ id, parent, comment, end }) => (
          <div key={id}>
            <dt class="font-medium">
              {id}
              {parent !== undefined && <span class="text-quiet font-normal"> {GRAPH.within(parent)}</span>}
            </dt>
            {comment !== undefined && <dd class="text-quiet">{comment}</dd>}
            {machine.edges
              .filter(({ from }) => from === id)
              .map((edge) => (
                <dd key={`${edge.to} ${edge.label}`} class="[overflow-wrap:anywhere]">
                  {GRAPH.leadsTo(edge.to, conditionOf(edge))}
                </dd>
              ))}
            {end && <dd>{GRAPH.ends}</dd>}
          </div>
        ))}
      </dl>
    </details>
  );
}

function conditionOf({ kind, label }: Machine['edges'][number]): string | undefined {
  if (kind === 'default') return GRAPH.otherwise;
  if (label === undefined) return undefined;
  return kind === 'catch' ? GRAPH.after(label) : GRAPH.when(label);
}
