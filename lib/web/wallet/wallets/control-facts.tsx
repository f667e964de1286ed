import type { WalletControls } from 'mib/client';
import { CONTROLS } from '../../texts/controls.ts';
import { Notice } from '../../ui/notice.tsx';
import { format } from '../../ui/person.ts';

/** The freezes and limits of a wallet in words. */
export function ControlFacts({ controls, currency }: { controls: WalletControls; currency: string }) {
  const { frozen, operator_frozen, closed_at, minimum_balance, max_payment, max_per_day, left_today } = controls;
  if (closed_at !== null)
    return (
      <Notice title={CONTROLS.closed}>
        {CONTROLS.closedAt(format.timeShort(closed_at))} {CONTROLS.closedDetail}
      </Notice>
    );
  const limits = [
    [CONTROLS.minimum, minimum_balance],
    [CONTROLS.maxPayment, max_payment],
    [CONTROLS.maxPerDay, max_per_day],
    [CONTROLS.left, left_today],
  ] as const;
  const given = limits.filter(([, amount]) => amount !== null);
  return (
    <div class="flex flex-col gap-3">
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
              <dd class="amount text-right">{format.amount(amount ?? '0', currency)}</dd>
            </div>
          ))}
        </dl>
      )}
      {max_per_day !== null && <p class="text-quiet text-sm">{CONTROLS.dayDetail}</p>}
      {controls.limits_by === 'operator' && <p class="text-quiet text-sm">{CONTROLS.operatorLimits}</p>}
      {given.length === 0 && frozen === null && operator_frozen === null && (
        <p class="text-quiet text-sm">{CONTROLS.none}</p>
      )}
    </div>
  );
}
