import type { WalletControls } from 'mib/client';
import { useRef, useState } from 'preact/hooks';
import { CONTROLS } from '../../texts/controls.ts';
import { announce } from '../../ui/announce.tsx';
import { Card } from '../../ui/card.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Notice } from '../../ui/notice.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useResource } from '../../ui/use-resource.ts';
import { useSubmit } from '../../ui/use-submit.ts';
import { ActionCode } from '../action-code.tsx';
import type { Action } from '../actions.ts';
import { client } from '../session.ts';
import { LimitsForm } from './limits-form.tsx';

type Asked = 'freeze' | 'close';

/** Whether a wallet is frozen or closed, and its limits. Freezing is a tap, which is confirmed. */
export function ControlsCard({ walletId, currency }: { walletId: string; currency: string }) {
  const { data } = useResource(`controls ${walletId}`, (signal) => client.peek().walletControls(walletId, { signal }));
  const [changed, setChanged] = useState<WalletControls>();
  const [asked, setAsked] = useState<Asked>();
  const [isEditing, setEditing] = useState(false);
  const controls = changed ?? data;
  if (!controls) return null;
  const done = (after: WalletControls, text: string) => {
    setChanged(after);
    setAsked(undefined);
    setEditing(false);
    announce(text);
  };
  if (isEditing)
    return (
      <LimitsForm
        controls={controls}
        currency={currency}
        onChanged={(after) => done(after, CONTROLS.saved)}
        onClose={() => setEditing(false)}
      />
    );
  return (
    <Card title={CONTROLS.title}>
      <ControlFacts controls={controls} currency={currency} />
      {controls.closed_at === null && (
        <div class="mt-4 flex flex-wrap gap-2">
          {controls.frozen === null ? (
            <button type="button" class="btn btn-sm" onClick={() => setAsked('freeze')}>
              {CONTROLS.freeze}
            </button>
          ) : (
            <Lift walletId={walletId} onLifted={(after) => done(after, CONTROLS.isLifted)} />
          )}
          {controls.limits_by === 'owner' && (
            <button type="button" class="btn btn-sm" onClick={() => setEditing(true)}>
              {CONTROLS.change}
            </button>
          )}
          <button type="button" class="btn btn-sm btn-ghost" onClick={() => setAsked('close')}>
            {CONTROLS.close}
          </button>
        </div>
      )}
      {asked && (
        <Ask
          key={asked}
          walletId={walletId}
          asked={asked}
          onClose={() => setAsked(undefined)}
          onDone={(after) => done(after, asked === 'freeze' ? CONTROLS.isFrozen : CONTROLS.isClosed)}
        />
      )}
    </Card>
  );
}

function ControlFacts({ controls, currency }: { controls: WalletControls; currency: string }) {
  const { frozen, operator_frozen, closed_at, minimum_balance, max_payment, max_per_day, left_today } = controls;
  const limits = [
    [CONTROLS.minimum, minimum_balance],
    [CONTROLS.maxPayment, max_payment],
    [CONTROLS.maxPerDay, max_per_day],
  ] as const;
  const given = limits.filter(([, amount]) => amount !== null);
  return (
    <div class="flex flex-col gap-3">
      {closed_at !== null && <Notice title={CONTROLS.closed}>{CONTROLS.closedDetail}</Notice>}
      {operator_frozen !== null && (
        <Notice title={CONTROLS.byOperator[operator_frozen]} tone="warning">
          {CONTROLS.operatorDetail}
        </Notice>
      )}
      {frozen !== null && <Notice title={CONTROLS.frozen[frozen]} tone="warning" />}
      {given.length > 0 && (
        <dl class="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-sm">
          {given.map(([name, amount]) => (
            <div key={name} class="contents">
              <dt class="text-quiet">{name}</dt>
              <dd class="text-right">{format.amount(amount ?? '0', currency)}</dd>
            </div>
          ))}
        </dl>
      )}
      {left_today !== null && <p class="text-quiet text-sm">{CONTROLS.left(format.amount(left_today, currency))}</p>}
      {given.length > 0 && controls.limits_by === 'operator' && (
        <p class="text-quiet text-sm">{CONTROLS.operatorLimits}</p>
      )}
      {given.length === 0 && frozen === null && operator_frozen === null && closed_at === null && (
        <p class="text-quiet text-sm">{CONTROLS.none}</p>
      )}
    </div>
  );
}

function Lift({ walletId, onLifted }: { walletId: string; onLifted: (after: WalletControls) => void }) {
  const form = useRef<HTMLFormElement>(null);
  const { problem, isBusy, submit } = useSubmit(form, async () =>
    onLifted(await client.peek().changeWalletControls(walletId, { frozen: null })),
  );
  return (
    <form ref={form} onSubmit={submit} class="flex flex-col gap-2">
      <button type="submit" class="btn btn-sm" disabled={isBusy}>
        {CONTROLS.lift}
      </button>
      {problem && <Problem problem={problem} />}
    </form>
  );
}

function Ask({
  walletId,
  asked,
  onClose,
  onDone,
}: {
  walletId: string;
  asked: Asked;
  onClose: () => void;
  onDone: (after: WalletControls) => void;
}) {
  const form = useRef<HTMLFormElement>(null);
  const isFreeze = asked === 'freeze';
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    const api = client.peek();
    onDone(await (isFreeze ? api.changeWalletControls(walletId, { frozen: 'all' }) : api.closeWallet(walletId)));
  });
  const action: Action = isFreeze
    ? { kind: 'changeWalletControls', walletId, change: { frozen: 'all' } }
    : { kind: 'closeWallet', walletId };
  return (
    <Dialog title={isFreeze ? CONTROLS.freezeTitle : CONTROLS.closeTitle} onClose={onClose}>
      <form ref={form} onSubmit={submit} class="flex flex-col gap-4">
        <p>{isFreeze ? CONTROLS.freezeText : CONTROLS.closeText}</p>
        {problem && <Problem problem={problem} />}
        <SubmitButton label={isFreeze ? CONTROLS.freeze : CONTROLS.close} isBusy={isBusy} />
        <button type="button" class="btn btn-ghost" onClick={onClose}>
          {CONTROLS.cancel}
        </button>
        <ActionCode action={action} />
      </form>
    </Dialog>
  );
}
