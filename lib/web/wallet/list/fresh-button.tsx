import { useEffect } from 'preact/hooks';
import { LIST } from '../../texts/list.ts';
import { announce } from '../../ui/announce.tsx';
import { Icon } from '../../ui/icons.tsx';
import { format } from '../../ui/person.ts';
import type { TransferList } from './transfer-list.ts';

/** Shows the new transfers when the person wants them: until then the list stays as it is. */
export function FreshButton({ list, onShow }: { list: TransferList; onShow: () => void }) {
  const { fresh, isOutrun } = list;
  const count = format.count(fresh);
  useEffect(() => {
    if (fresh > 0) announce(LIST.freshSaid(count));
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
        {isOutrun ? LIST.freshMore(count) : LIST.fresh(count)}
      </button>
    </div>
  );
}
