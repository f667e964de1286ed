import { ENTRY, STATEMENT } from '../../texts/statement.ts';
import { TRANSFER } from '../../texts/transfers.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Fact } from '../../ui/fact.tsx';
import { Id } from '../../ui/id.tsx';
import { Money } from '../../ui/money.tsx';
import { Page } from '../../ui/page.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Time } from '../../ui/time.tsx';
import { useResource } from '../../ui/use-resource.ts';
import { addresses } from '../addresses.ts';
import { ReceiptPanel } from '../receipts/receipt-panel.tsx';
import { client } from '../session.ts';
import { useCurrency } from '../use-currency.ts';
import { type EntryInOrder, readEntry, seqOf } from './read-entry.ts';

/** One entry of a statement. */
export function EntryView({ id, seq: text }: { id: string; seq: string }) {
  const seq = seqOf(text);
  const { data, problem, reload } = useResource(`entry ${id} ${text}`, async (signal) => {
    const source = client.peek().statementPage.bind(client.peek(), id);
    return { found: seq && (await readEntry((query) => source(query, { signal }), seq, signal)) };
  });
  const title = seq === undefined ? STATEMENT.title : STATEMENT.entry(format.count(seq));
  return (
    <Page title={title} back={{ href: addresses.statement(id), label: STATEMENT.title }}>
      <div class="flex flex-col gap-4">
        {problem && <Problem problem={problem} onRetry={reload} />}
        {!data && !problem && <Skeleton class="h-96 w-full rounded-2xl" />}
        {data && (data.found ? <Found id={id} found={data.found} /> : <Missing />)}
      </div>
    </Page>
  );
}

function Missing() {
  return (
    <Empty icon="statement" title={ENTRY.missing}>
      <p class="text-quiet text-sm">{ENTRY.missingDetail}</p>
    </Empty>
  );
}

function Found({ id, found: { entry, previous, isNewest } }: { id: string; found: EntryInOrder }) {
  const { seq, TxID, amount, balance, posted_at, hash } = entry;
  const currency = useCurrency(id);
  return (
    <>
      <Card>
        <Money amount={amount} currency={currency} signed hero />
        <dl class="mt-4 grid grid-cols-[max-content_1fr] items-baseline gap-x-6 gap-y-3 text-sm">
          <Fact name={ENTRY.balance}>
            <Money amount={balance} currency={currency} class="font-medium" />
          </Fact>
          <Fact name={ENTRY.posted}>
            <Time at={posted_at} as="full" />
          </Fact>
          <Fact name={ENTRY.transfer}>
            {TxID === undefined ? (
              <>
                {STATEMENT.opening}. {STATEMENT.openingDetail}
              </>
            ) : (
              <Id id={TxID} what={TRANSFER.idWhat} href={addresses.transaction(id, TxID)} />
            )}
          </Fact>
          <Fact name={ENTRY.hash}>
            <Id id={hash} what={ENTRY.hashWhat} />
          </Fact>
          <Fact name={ENTRY.previous}>
            {previous ? <Id id={previous.hash} what={ENTRY.previousWhat} /> : ENTRY.first}
          </Fact>
        </dl>
        <p class="text-quiet mt-3 text-sm">{ENTRY.hashDetail}</p>
      </Card>
      <ReceiptPanel key={hash} walletId={id} of={{ seq }} known={{ entry: { entry, previous } }} />
      <nav class="flex items-center justify-between gap-2">
        {previous ? (
          <a class="btn btn-sm" href={addresses.entry(id, previous.seq)}>
            {ENTRY.older}
          </a>
        ) : (
          <span />
        )}
        {isNewest ? (
          <p class="text-quiet text-sm">{ENTRY.newest}</p>
        ) : (
          <a class="btn btn-sm" href={addresses.entry(id, seq + 1)}>
            {ENTRY.newer}
          </a>
        )}
      </nav>
    </>
  );
}
