import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { UI } from '../texts/ui.ts';
import { Empty } from './empty.tsx';
import { Skeleton } from './skeleton.tsx';

type State<Props> = { readonly view: ComponentType<Props> } | 'loading' | 'failed';

/**
 * A view whose script is loaded when it is first shown. A newer version of the page has other
 * scripts, so that an old page may find its own no more: then it offers to load the page again.
 */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Lazy(props: Props) {
    const [state, setState] = useState<State<Props>>(loaded ? { view: loaded } : 'loading');
    useEffect(() => {
      let isShown = true;
      load().then(
        (view) => {
          loaded = view;
          if (isShown) setState({ view });
        },
        () => isShown && setState('failed'),
      );
      return () => {
        isShown = false;
      };
    }, []);
    if (state === 'loading') return <Loading />;
    if (state === 'failed') return <Outdated />;
    return <state.view {...props} />;
  };
}

function Loading() {
  return (
    <div class="mx-auto max-w-xl px-4 pt-8">
      <Skeleton class="h-40 w-full" />
    </div>
  );
}

function Outdated() {
  return (
    <Empty icon="alert" title={UI.outdated.title}>
      <p class="text-quiet text-sm">{UI.outdated.detail}</p>
      <button type="button" class="btn btn-primary" onClick={() => location.reload()}>
        {UI.reload}
      </button>
    </Empty>
  );
}
