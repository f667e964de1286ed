import type { Balance, WalletControls } from 'mib/client';
import { useEffect, useRef, useState } from 'preact/hooks';
import { CONTROLS } from '../../texts/controls.ts';
import { announce } from '../../ui/announce.tsx';
import { Card } from '../../ui/card.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useResource } from '../../ui/use-resource.ts';
import { useSubmit } from '../../ui/use-submit.ts';
import { client } from '../session.ts';
import { CloseDialog } from './close-dialog.tsx';
import { ControlFacts } from './control-facts.tsx';
import { FreezeDialog } from './freeze-dialog.tsx';
import { LimitsForm } from './limits-form.tsx';

interface ControlsCardProps {
  readonly balance: Balance;
  /** The wallet is frozen, closed or limited, or no longer. */
  readonly onChanged: () => void;
}

/** Whether a wallet is frozen or closed, and its limits. Freezing is a tap, which is confirmed. */
export function ControlsCard({ balance, onChanged }: ControlsCardProps) {
  const { wallet_id: walletId, currency } = balance;
  const card = useRef<HTMLDivElement>(null);
  const { controls, setControls, problem, reload } = useControls(balance);
  const [open, setOpen] = useState<'freeze' | 'close' | 'limits'>();
  const [changes, setChanges] = useState(0);
  // What had the focus may be gone.
  useEffect(() => {
    if (changes > 0) (card.current?.querySelector('button') ?? card.current)?.focus();
  }, [changes]);
  if (!controls) return problem ? <Problem problem={problem} onRetry={reload} /> : null;
  const close = () => setOpen(undefined);
  const back = () => {
    close();
    setChanges((count) => count + 1);
  };
  const done = (after: WalletControls, text: string) => {
    setControls(after);
    back();
    announce(text);
    onChanged();
  };
  return (
    <div ref={card} tabIndex={-1} class="outline-none">
      {open === 'limits' ? (
        <LimitsForm
          controls={controls}
          currency={currency}
          onChanged={(after) => done(after, CONTROLS.saved)}
          onClose={back}
        />
      ) : (
        <Card title={CONTROLS.title}>
          <ControlFacts controls={controls} currency={currency} />
          {controls.closed_at === null && (
            <div class="mt-4 flex flex-wrap gap-2">
              {controls.frozen === null ? (
                <button type="button" class="btn btn-sm" onClick={() => setOpen('freeze')}>
                  {CONTROLS.freeze}
                </button>
              ) : (
                <Lift walletId={walletId} onLifted={(after) => done(after, CONTROLS.isLifted)} />
              )}
              {controls.limits_by === 'owner' && (
                <button type="button" class="btn btn-sm" onClick={() => setOpen('limits')}>
                  {CONTROLS.change}
                </button>
              )}
              <button type="button" class="btn btn-sm btn-ghost" onClick={() => setOpen('close')}>
                {CONTROLS.close}
              </button>
            </div>
          )}
        </Card>
      )}
      {open === 'freeze' && (
        <FreezeDialog walletId={walletId} onClose={close} onDone={(after) => done(after, CONTROLS.isFrozen)} />
      )}
      {open === 'close' && (
        <CloseDialog balance={balance} onClose={close} onDone={(after) => done(after, CONTROLS.isClosed)} />
      )}
    </div>
  );
}

/** The controls as they were read or changed last. They are read again when the balance says that others changed them. */
function useControls({ wallet_id: walletId, frozen, closed_at }: Balance) {
  const { data, problem, reload } = useResource(`controls ${walletId}`, (signal) =>
    client.peek().walletControls(walletId, { signal }),
  );
  const [changed, setControls] = useState<WalletControls>();
  useEffect(() => setControls(undefined), [data]);
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) reload();
    first.current = false;
  }, [frozen, closed_at, reload]);
  return { controls: changed ?? data, setControls, problem, reload };
}

function Lift({ walletId, onLifted }: { walletId: string; onLifted: (after: WalletControls) => void }) {
  const form = useRef<HTMLFormElement>(null);
  const { problem, isBusy, submit } = useSubmit(form, async () =>
    onLifted(await client.peek().changeWalletControls(walletId, { frozen: null })),
  );
  return (
    <form ref={form} onSubmit={submit} class="flex flex-col gap-2">
      <button type="submit" class="btn btn-sm" aria-disabled={isBusy}>
        {CONTROLS.lift}
      </button>
      {problem && <Problem problem={problem} />}
    </form>
  );
}
