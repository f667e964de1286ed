import { useEffect } from 'preact/hooks';
import { announce } from '../../ui/announce.tsx';
import { Icon } from '../../ui/icons.tsx';
import { format } from '../../ui/person.ts';
import type { LiveList } from './live-list.ts';

/** What the button says of so many new rows, and what a screen reader says. */
export interface FreshTexts {
  fresh(count: string): string;
  freshMore(count: string): string;
  freshSaid(count: string): string;
}

export interface FreshButtonProps {
  readonly list: LiveList<unknown>;
  readonly texts: FreshTexts;
  readonly onShow: () => void;
}

/** Shows the new rows when the person wants them: until then the list stays as it is. */
export function FreshButton({ list, texts, onShow }: FreshButtonProps) {
  const { fresh, isOutrun } = list;
  const count = format.count(fresh);
  useEffect(() => {
    if (fresh > 0) announce(texts.freshSaid(count));
  }, [fresh, count]);
  if (fresh === 0) return null;
  return (
    <div class="pointer-events-none sticky top-16 z-10 flex h-0 justify-center">
      <button
        type="button"
        class="btn btn-primary btn-sm pointer-events-auto mt-2 rounded-full shadow-lg"
        onClick={onShow}
      >
        <Icon name="refresh" class="size-4" />
        {isOutrun ? texts.freshMore(count) : texts.fresh(count)}
      </button>
    </div>
  );
}
