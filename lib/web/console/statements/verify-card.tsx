import { useRef, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import * as z from 'zod/mini';
import { ROOT } from '../../texts/console/statements.ts';
import { focusFirstError, TextField } from '../../ui/field.tsx';
import { addressOf } from '../addresses.ts';
import { WalletId } from '../contract/values.ts';
import type { RootDetail } from '../contract.ts';
import { refresh, useLive } from '../live/use-live.ts';
import { Card } from '../parts/card.tsx';
import { Loaded } from '../parts/loaded.tsx';
import { ProofView } from './proof.tsx';

const isWalletId = (text: string) => z.safeParse(WalletId, text).success;

/** Verifies the head of a wallet against a root. The wallet is in the address. */
export function VerifyCard({ root }: { root: RootDetail }) {
  const { query } = useLocation();
  const wallet = query.wallet ?? '';
  return (
    <Card title={ROOT.verify.title}>
      <p class="text-quiet -mt-2 text-sm">{ROOT.verify.intro}</p>
      <WalletForm key={wallet} wallet={wallet} keptAt={root.kept_at} />
      {isWalletId(wallet) && <Verified key={wallet} wallet={wallet} root={root} />}
    </Card>
  );
}

function WalletForm({ wallet, keptAt }: { wallet: string; keptAt: string }) {
  const { route } = useLocation();
  const [text, setText] = useState(wallet);
  const [isTried, setTried] = useState(wallet !== '');
  const form = useRef<HTMLFormElement>(null);
  const typed = text.trim();
  const isWrong = isTried && !isWalletId(typed);
  const submit = (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (!isWalletId(typed)) {
      requestAnimationFrame(() => form.current && focusFirstError(form.current));
      return;
    }
    if (typed === wallet) refresh();
    else route(addressOf.root(keptAt, typed), true);
  };
  return (
    <form ref={form} onSubmit={submit} noValidate class="flex max-w-md flex-col items-start gap-3">
      <div class="w-full">
        <TextField
          label={ROOT.verify.wallet}
          error={isWrong ? ROOT.verify.mustBe : undefined}
          value={text}
          onValue={setText}
          inputMode="numeric"
          autocomplete="off"
          spellcheck={false}
        />
      </div>
      <button type="submit" class="btn btn-primary">
        {ROOT.verify.submit}
      </button>
    </form>
  );
}

function Verified({ wallet, root }: { wallet: string; root: RootDetail }) {
  const known = useLive('headProof', { kept_at: root.kept_at, wallet_id: wallet }, undefined);
  return <Loaded known={known}>{(proof) => <ProofView proof={proof} signature={root.signature} />}</Loaded>;
}
