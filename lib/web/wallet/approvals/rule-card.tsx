import type { ApprovalRule } from 'mib/client';
import { useRef, useState } from 'preact/hooks';
import { APPROVALS } from '../../texts/approvals.ts';
import { announce } from '../../ui/announce.tsx';
import { Card } from '../../ui/card.tsx';
import { TextField } from '../../ui/field.tsx';
import { format } from '../../ui/person.ts';
import { Problem } from '../../ui/problem.tsx';
import { errorOfField } from '../../ui/problem-view.ts';
import { SubmitButton } from '../../ui/submit-button.tsx';
import { useResource } from '../../ui/use-resource.ts';
import { useSubmit } from '../../ui/use-submit.ts';
import { client } from '../session.ts';
import { useStepUp } from '../step-up/use-step-up.tsx';

const TEXT = APPROVALS.ruleIn;

/** Which payments of a wallet need an approval, and a form that changes it. */
export function RuleCard({ walletId }: { readonly walletId: string }) {
  const { data, reload } = useResource(`approval ${walletId}`, (signal) =>
    client.peek().approvals.rule(walletId, { signal }),
  );
  const [isOpen, setOpen] = useState(false);
  if (!data) return null;
  const { approval_above: above, approvers, change, currency } = data;
  const named = approvers
    .map(({ wallet_id, account_deleted }) => (account_deleted ? TEXT.gone(wallet_id) : wallet_id))
    .join(', ');
  const isLeft = approvers.some(({ account_deleted }) => !account_deleted);
  return (
    <Card title={TEXT.title}>
      <div class="flex flex-col gap-3 text-sm">
        <p class="[overflow-wrap:anywhere]">
          {above === null
            ? TEXT.lead
            : `${above === '0' ? TEXT.every : `${TEXT.above} ${format.amount(above, currency)}`} · ${TEXT.approvers}: ${named}`}
        </p>
        {above !== null && !isLeft && <p class="text-warning font-medium">{TEXT.nobody}</p>}
        {change && <p class="text-warning font-medium">{TEXT.open(format.timeShort(change.expires_at))}</p>}
        {isOpen ? (
          <RuleForm
            rule={data}
            onSet={() => {
              setOpen(false);
              reload();
            }}
          />
        ) : (
          <button type="button" class="btn btn-sm self-start" onClick={() => setOpen(true)}>
            {TEXT.link}
          </button>
        )}
      </div>
    </Card>
  );
}

function RuleForm({ rule, onSet }: { readonly rule: ApprovalRule; readonly onSet: () => void }) {
  const { wallet_id: walletId, approval_above, approvers: named, currency } = rule;
  const form = useRef<HTMLFormElement>(null);
  const [above, setAbove] = useState(approval_above === null ? '' : format.typedAmount(approval_above, currency));
  const [approvers, setApprovers] = useState(
    named
      .filter(({ account_deleted }) => !account_deleted)
      .map(({ wallet_id }) => wallet_id)
      .join(' '),
  );
  const [broken, setBroken] = useState<string>();
  const { confirmed, dialog } = useStepUp();
  const { problem, isBusy, submit } = useSubmit(form, async () => {
    const amount = amountOf(above, currency);
    setBroken(amount === undefined ? TEXT.invalid : undefined);
    if (amount === undefined) return;
    const asked = amount === null ? {} : { approvers: approvers.split(/[\s,]+/).filter(Boolean) };
    const wanted = { approvalAbove: amount, ...asked };
    const { change } = await confirmed(() => client.peek().approvals.setRule(walletId, wanted));
    announce(change ? TEXT.waits : TEXT.done);
    onSet();
  });
  return (
    <>
      <form ref={form} noValidate onSubmit={submit} class="flex flex-col gap-4">
        <TextField
          label={TEXT.above}
          hint={TEXT.aboveHint}
          name="above"
          inputMode="decimal"
          autocomplete="off"
          value={above}
          onValue={setAbove}
          error={broken ?? errorOfField(problem, 'approval_above')}
        />
        <TextField
          label={TEXT.approvers}
          hint={TEXT.approversHint}
          name="approvers"
          autocomplete="off"
          value={approvers}
          onValue={setApprovers}
          error={problem?.fields.find(({ field }) => field.startsWith('approvers'))?.message}
        />
        {problem && <Problem problem={problem} labels={{ approval_above: TEXT.above, approvers: TEXT.approvers }} />}
        <SubmitButton label={TEXT.submit} isBusy={isBusy} />
      </form>
      {dialog}
    </>
  );
}

/** What is typed: null for nothing, and undefined for what is no amount. */
function amountOf(typed: string, currency: string): bigint | null | undefined {
  const text = typed.trim();
  if (text === '') return null;
  if (/^0+([.,]0*)?$/.test(text)) return 0n;
  const parsed = format.parseAmount(text, currency);
  return 'rule' in parsed ? undefined : BigInt(parsed.minorUnits);
}
