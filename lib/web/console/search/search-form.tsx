import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { SEARCH } from '../../texts/console/search.ts';
import { Icon } from '../../ui/icons.tsx';
import { addressOf } from '../addresses.ts';
import { readSearch } from './read-search.ts';

/** Leads to a wallet or a transfer. What it cannot read, the view of the search explains. */
export function SearchForm({ text: first = '', large = false }: { text?: string; large?: boolean }) {
  const { route } = useLocation();
  const [text, setText] = useState(first);
  const submit = (event: Event) => {
    event.preventDefault();
    const found = readSearch(text);
    route(found.kind === 'address' ? found.address : addressOf.search(text.trim()));
    if (found.kind === 'address') setText('');
  };
  return (
    <search>
      <form onSubmit={submit} class="join w-full">
        <input
          type="search"
          aria-label={SEARCH.label}
          placeholder={SEARCH.placeholder}
          spellcheck={false}
          autocomplete="off"
          class={`input join-item w-full min-w-0 ${large ? '' : 'input-sm'}`}
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        <button type="submit" class={`btn join-item btn-square ${large ? '' : 'btn-sm'}`} aria-label={SEARCH.submit}>
          <Icon name="search" class="size-4" />
        </button>
      </form>
    </search>
  );
}
