import { useLocation } from 'preact-iso';
import { FILTERS } from '../../texts/list.ts';
import { STATEMENT, STATEMENT_EXPORT } from '../../texts/statement.ts';
import { WALLETS } from '../../texts/wallets.ts';
import { Field } from '../../ui/field.tsx';
import { shortId } from '../../ui/format.ts';
import { Page } from '../../ui/page.tsx';
import { addresses } from '../addresses.ts';
import { ExportPanel } from '../export/export-panel.tsx';
import { nameOf } from '../own-wallets.ts';
import { client } from '../session.ts';
import { Entries } from './entries.tsx';

/** The statement of a wallet. Its address has the order. */
export function StatementView({ id }: { id: string }) {
  const { url, route } = useLocation();
  const { search, searchParams } = new URL(url, location.origin);
  const order = searchParams.get('order') === 'asc' ? 'asc' : 'desc';
  const show = (chosen: string) => route(addresses.statement(id) + (chosen === 'asc' ? '?order=asc' : ''));
  const query = { order } as const;
  return (
    <Page
      wide
      title={STATEMENT.title}
      back={{ href: addresses.wallet(id), label: nameOf(id) ?? WALLETS.titleOf(shortId(id)) }}
    >
      <div class="grid items-start gap-4 lg:grid-cols-[18rem_minmax(0,1fr)] lg:gap-8">
        <div class="flex min-w-0 flex-col gap-3 lg:sticky lg:top-20 lg:max-h-[calc(100dvh-6rem)] lg:overflow-y-auto">
          <p class="text-quiet text-sm">{STATEMENT.lead}</p>
          <Field label={STATEMENT.order}>
            {(control) => (
              <select
                {...control}
                class="select w-full"
                value={order}
                onChange={({ currentTarget: { value } }) => show(value)}
              >
                <option value="desc">{FILTERS.desc}</option>
                <option value="asc">{FILTERS.asc}</option>
              </select>
            )}
          </Field>
          <ExportPanel
            file={{
              walletId: id,
              name: 'statement',
              key: order,
              parts: (signal) => client.peek().statementCsv(id, query, { signal }),
            }}
            texts={STATEMENT_EXPORT}
            fileAction={{ kind: 'statementCsv', walletId: id, query }}
            listAction={{ kind: 'statement', walletId: id, query }}
          />
        </div>
        <Entries key={search} id={id} order={order} />
      </div>
    </Page>
  );
}
