import { ROOT } from '../../texts/console/statements.ts';
import { shortId } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import type { HeadProof } from '../contract.ts';

/** Each hash from the leaf of a head up to the root. */
export function ProofPath({ proof: { result, leaf, path, root } }: { proof: HeadProof }) {
  if (leaf === undefined) return null;
  const top = path.at(-1)?.above ?? leaf;
  const isProven = result === 'proven';
  const end = top !== root ? ROOT.isNotRoot : isProven ? ROOT.isRoot : ROOT.isOther;
  return (
    <div class="flex flex-col gap-2">
      <h3 class="font-medium">{ROOT.path}</h3>
      <ol class="flex flex-col text-sm" aria-label={ROOT.path}>
        <li class="border-base-300 flex flex-wrap items-center gap-x-3 gap-y-1 border-t py-2">
          <span class="w-full sm:w-56">{ROOT.leaf}</span>
          <Hash of={leaf} />
        </li>
        {path.map(({ side, other, above }, n) => (
          <li key={n} class="border-base-300 flex flex-wrap items-center gap-x-3 gap-y-1 border-t py-2">
            <span class="w-full sm:w-56">{ROOT.step[side]}</span>
            <Hash of={other} isQuiet />
            <span class="text-quiet">{ROOT.gives}</span>
            <Hash of={above} />
          </li>
        ))}
      </ol>
      <p class={`flex flex-wrap items-center gap-x-2 text-sm font-medium ${isProven ? 'text-success' : 'text-error'}`}>
        <Icon name={isProven ? 'check' : 'cross'} class="size-4" />
        <Hash of={top} />
        {end}
      </p>
    </div>
  );
}

function Hash({ of, isQuiet = false }: { of: string; isQuiet?: boolean }) {
  return (
    <code class={`text-[0.92em] ${isQuiet ? 'text-quiet' : ''}`} title={of}>
      {shortId(of)}
    </code>
  );
}
