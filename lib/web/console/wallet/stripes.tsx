import { useRef, useState } from 'preact/hooks';
import { ACTS } from '../../texts/console/acts.ts';
import { WALLET_ITEM } from '../../texts/console/wallet.ts';
import { focusFirstError, TextField } from '../../ui/field.tsx';
import { shortId } from '../../ui/format.ts';
import { Money } from '../../ui/money.tsx';
import { ActDialog } from '../acts/act-dialog.tsx';
import type { Act, Stripes, WalletItem } from '../contract.ts';
import { Card, Facts } from '../parts/card.tsx';

/** As lib/domain/stripes.ts has it, which the pages do not import. */
const MOST = 64;
const FEWEST = 2;
/** With this number new payments use the wallet's own item again. */
const NONE = '1';

interface StripesProps {
  readonly walletId: string;
  readonly item: WalletItem;
  readonly stripes: Stripes | undefined;
}

/** The stripes of a wallet, and the form that makes more or ends their use. */
export function StripesCard({ walletId, item, stripes }: StripesProps) {
  const [asked, setAsked] = useState<Act>();
  const ask = (into: string) => setAsked({ command: 'wallets stripe', arguments: { wallet: walletId, into } });
  const isEnd = asked?.command === 'wallets stripe' && asked.arguments.into === NONE;
  return (
    <Card title={WALLET_ITEM.stripes}>
      <div class="flex flex-col gap-4">
        {stripes ? (
          <Known stripes={stripes} currency={item.currency} />
        ) : (
          <p class="text-quiet text-sm">{WALLET_ITEM.noStripes}</p>
        )}
        {item.closed_at === undefined && <Form stripes={stripes} ask={ask} />}
      </div>
      {asked && (
        <ActDialog
          act={asked}
          what={shortId(walletId)}
          {...(isEnd && { verb: WALLET_ITEM.endStripes })}
          onClose={() => setAsked(undefined)}
        >
          <p>{isEnd ? WALLET_ITEM.endStripesText : `${WALLET_ITEM.newStripes}: ${intoOf(asked)}`}</p>
        </ActDialog>
      )}
    </Card>
  );
}

function intoOf(act: Act): string {
  return act.command === 'wallets stripe' ? act.arguments.into : '';
}

function Known({ stripes: { used, own, each }, currency }: { stripes: Stripes; currency: string }) {
  return (
    <>
      <p class="text-quiet text-sm">{WALLET_ITEM.stripesText}</p>
      <Facts
        facts={[
          { name: WALLET_ITEM.usedBy, value: WALLET_ITEM.used(used, each.length) },
          { name: WALLET_ITEM.ownItem, value: <Money amount={own} currency={currency} /> },
        ]}
      />
      <details>
        <summary class="cursor-pointer text-sm font-medium">
          {WALLET_ITEM.eachStripe} ({each.length})
        </summary>
        <ul class="mt-2 grid gap-x-6 gap-y-1 text-sm sm:grid-cols-2 lg:grid-cols-3">
          {each.map(({ stripe, has, holds }) => (
            <li key={stripe} class="border-base-300 flex flex-wrap items-baseline gap-x-3 border-b py-1">
              <span>{WALLET_ITEM.stripe(stripe)}</span>
              {holds > 0 && <span class="text-quiet text-xs">{WALLET_ITEM.held(holds)}</span>}
              <Money amount={has} currency={currency} class="ml-auto" />
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

function Form({ stripes, ask }: { stripes: Stripes | undefined; ask: (into: string) => void }) {
  const [typed, setTyped] = useState('');
  const [isTried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const least = Math.max(FEWEST, stripes?.each.length ?? 0);
  const text = typed.trim();
  const isRight = /^\d{1,2}$/.test(text) && Number(text) >= least && Number(text) <= MOST;
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (isRight) ask(String(Number(text)));
    else requestAnimationFrame(() => form.current && focusFirstError(form.current));
  };
  return (
    <form ref={form} class="flex max-w-md flex-col gap-3" onSubmit={submit} noValidate>
      <TextField
        label={WALLET_ITEM.newStripes}
        hint={WALLET_ITEM.newStripesHint(least, MOST)}
        error={isTried && !isRight ? WALLET_ITEM.newStripesRule(least, MOST) : undefined}
        value={typed}
        onValue={setTyped}
        inputMode="numeric"
        autocomplete="off"
      />
      <div class="flex flex-wrap gap-2">
        <button type="submit" class="btn btn-sm">
          {ACTS['wallets stripe'].verb}
        </button>
        {stripes && stripes.used > 0 && (
          <button type="button" class="btn btn-sm" onClick={() => ask(NONE)}>
            {WALLET_ITEM.endStripes}
          </button>
        )}
      </div>
    </form>
  );
}
