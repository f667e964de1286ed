import { newKey, type WaitingApproval } from 'mib/client';
import { useRef, useState } from 'preact/hooks';
import { APPROVALS } from '../../texts/approvals.ts';
import { announce } from '../../ui/announce.tsx';
import { Money } from '../../ui/money.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { Time } from '../../ui/time.tsx';
import { useSubmit } from '../../ui/use-submit.ts';
import { calledOrNumber, knownCurrencyOf } from '../own-wallets.ts';
import { client } from '../session.ts';

type Decision = 'approve' | 'reject';

/** A payment or a change of a rule, and the buttons that decide about it. */
export function WaitingRow({ waiting, onDecided }: { waiting: WaitingApproval; onDecided: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const decision = useRef<Decision>('reject');
  const [keys] = useState(() => ({ approve: newKey(), reject: newKey() }));
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    await decide(waiting, decision.current, keys[decision.current]);
    announce(decision.current === 'approve' ? APPROVALS.approved : APPROVALS.rejected);
    onDecided();
  });
  const { may_approve, asked_at, expires_at } = waiting;
  return (
    <li class="bg-base-100 border-base-300 rounded-2xl border p-4">
      <form ref={form} onSubmit={submit} class="flex flex-col gap-3">
        {waiting.kind === 'payment' ? <Payment waiting={waiting} /> : <Rule waiting={waiting} />}
        <p class="text-quiet text-sm">
          {APPROVALS.asked} <Time at={asked_at} as="age" /> · {APPROVALS.until} {format.timeShort(expires_at)}
        </p>
        {!may_approve && <p class="text-sm">{APPROVALS.own}</p>}
        <div class="flex flex-wrap justify-end gap-2">
          <button
            type="submit"
            class="btn btn-sm"
            aria-disabled={isBusy}
            onClick={() => {
              decision.current = 'reject';
            }}
          >
            {may_approve ? APPROVALS.reject : APPROVALS.withdraw}
          </button>
          {may_approve && (
            <button
              type="submit"
              class="btn btn-sm btn-primary"
              aria-disabled={isBusy}
              onClick={() => {
                decision.current = 'approve';
              }}
            >
              {APPROVALS.approve}
            </button>
          )}
        </div>
        {problem && <Problem problem={problem} />}
      </form>
    </li>
  );
}

async function decide(waiting: WaitingApproval, decision: Decision, idempotencyKey: string): Promise<void> {
  const { approvals } = client.peek();
  if (waiting.kind === 'rule') await approvals.decideChange(waiting.wallet_id, waiting.change_id, decision);
  else await approvals[decision](waiting.wallet_id, waiting.TxID, { idempotencyKey });
}

function Payment({ waiting }: { waiting: Extract<WaitingApproval, { kind: 'payment' }> }) {
  const { amount, currency, wallet_id, to, reference, payer_note } = waiting;
  const [first] = to;
  const payee = to.length === 1 && first ? first.to_id : APPROVALS.several(format.count(to.length));
  return (
    <div class="flex flex-col gap-1 text-sm [overflow-wrap:anywhere]">
      <Money amount={amount} currency={currency} class="text-base font-semibold" />
      <p>{APPROVALS.payment(calledOrNumber(wallet_id), payee)}</p>
      {reference !== undefined && (
        <p>
          {APPROVALS.reference}: {reference}
        </p>
      )}
      {payer_note !== undefined && (
        <p>
          {APPROVALS.note}: {payer_note}
        </p>
      )}
    </div>
  );
}

function Rule({ waiting }: { waiting: Extract<WaitingApproval, { kind: 'rule' }> }) {
  const { wallet_id, approval_above, approvers } = waiting;
  const named = approvers.map((one) => one.wallet_id).join(', ');
  return (
    <div class="flex flex-col gap-1 text-sm [overflow-wrap:anywhere]">
      <p class="text-base font-semibold">{APPROVALS.rule(calledOrNumber(wallet_id))}</p>
      <p>
        {approval_above === null
          ? APPROVALS.noRule
          : approval_above === '0'
            ? APPROVALS.newRuleForAll(named)
            : APPROVALS.newRule(format.amount(approval_above, knownCurrencyOf(wallet_id)), named)}
      </p>
    </div>
  );
}
