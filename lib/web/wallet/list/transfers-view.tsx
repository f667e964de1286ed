import { useLocation } from 'preact-iso';
import { EXPORT, LIST } from '../../texts/list.ts';
import { WALLETS } from '../../texts/wallets.ts';
import { shortId } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { addresses } from '../addresses.ts';
import { ExportPanel } from '../export/export-panel.tsx';
import { apiQuery, type ListFilters, readFilters, searchOf } from '../filters.ts';
import { nameOf } from '../own-wallets.ts';
import { client } from '../session.ts';
import { FilterForm } from './filter-form.tsx';
import { Transfers } from './transfers.tsx';

/** The transfers of a wallet. Its address has the filters. */
export function TransfersView({ id }: { id: string }) {
  const { url, route } = useLocation();
  const { search } = new URL(url, location.origin);
  const { filters, broken } = readFilters(search);
  const show = (changed: ListFilters) => route(addresses.transactions(id) + searchOf(changed));
  const query = apiQuery(filters);
  return (
    <Page
      wide
      title={LIST.title}
      back={{ href: addresses.wallet(id), label: nameOf(id) ?? WALLETS.titleOf(shortId(id)) }}
    >
      <div class="grid items-start gap-4 lg:grid-cols-[18rem_minmax(0,1fr)] lg:gap-8">
        <div class="flex min-w-0 flex-col gap-3 lg:sticky lg:top-20 lg:max-h-[calc(100dvh-6rem)] lg:overflow-y-auto">
          <FilterForm filters={filters} broken={broken} onApply={show} />
          <ExportPanel
            file={{
              walletId: id,
              name: 'wallet',
              key: searchOf(filters),
              parts: (signal) => client.peek().exportCsv(id, query, { signal }),
            }}
            texts={EXPORT}
            fileAction={{ kind: 'csv', walletId: id, query }}
            listAction={{ kind: 'transactions', walletId: id, query }}
          />
        </div>
        <Transfers key={search} id={id} filters={filters} />
      </div>
    </Page>
  );
}
