import { useState } from 'preact/hooks';
import { VERIFY } from '../../texts/receipts.ts';
import { WALLET } from '../../texts/wallet.ts';
import { Card } from '../../ui/card.tsx';
import { TextArea } from '../../ui/field.tsx';
import { Page } from '../../ui/page.tsx';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { addresses } from '../addresses.ts';
import { session } from '../session.ts';
import { pastedReceipt } from './check-receipt.ts';
import { Verdict } from './verdict.tsx';

/** Verifies a receipt, without a login. */
export function VerifyView() {
  const [text, setText] = useState('');
  const [wanted, setWanted] = useState<string>();
  const isMissing = wanted !== undefined && wanted.trim() === '';
  const back = session.value ? { href: addresses.home, label: WALLET.wallets } : undefined;
  return (
    <Page title={VERIFY.title} back={back}>
      <div class="flex flex-col gap-4">
        <p class="text-quiet text-sm">{VERIFY.lead}</p>
        <form
          class="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            setWanted(text);
          }}
        >
          <TextArea
            label={VERIFY.field}
            hint={VERIFY.hint}
            error={isMissing ? VERIFY.required : undefined}
            value={text}
            onValue={(value) => {
              setText(value);
              setWanted(undefined);
            }}
            spellcheck={false}
            autocomplete="off"
          />
          <SubmitButton label={VERIFY.submit} isBusy={false} />
        </form>
        {wanted !== undefined && !isMissing && (
          <Card>
            <Verdict receipt={pastedReceipt(wanted)} />
          </Card>
        )}
      </div>
    </Page>
  );
}
