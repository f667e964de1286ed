import { KEYS } from '../../texts/keys.ts';
import { TextField } from '../../ui/field.tsx';
import { shortId } from '../../ui/format.ts';
import { Problem } from '../../ui/problem.tsx';
import { amountTexts } from '../amount-texts.ts';
import { useWallets } from '../wallets/use-wallets.ts';
import type { TypedScope } from './scope.ts';

const TEXT = KEYS.make;
const NOTHING: TypedScope = { reads: false, max: '' };

export interface WalletScopesProps {
  readonly readsAll: boolean;
  readonly onReadsAll: (value: boolean) => void;
  readonly typed: Readonly<Record<string, TypedScope>>;
  readonly onTyped: (value: Readonly<Record<string, TypedScope>>) => void;
  /** By wallet: the rule that its amount breaks. */
  readonly broken: Readonly<Record<string, string>>;
}

/** What a key may do with each wallet of the person. */
export function WalletScopes({ readsAll, onReadsAll, typed, onTyped, broken }: WalletScopesProps) {
  const list = useWallets();
  const set = (id: string, change: Partial<TypedScope>) =>
    onTyped({ ...typed, [id]: { ...(typed[id] ?? NOTHING), ...change } });
  return (
    <fieldset class="flex flex-col gap-3">
      <legend class="mb-1.5 text-sm font-medium">{TEXT.wallets}</legend>
      <Box label={TEXT.readAll} isChecked={readsAll} onChecked={onReadsAll} />
      {list.problem && <Problem problem={list.problem} onRetry={list.more} />}
      {list.wallets.map(({ wallet_id: id, name, currency }) => {
        const { reads, max } = typed[id] ?? NOTHING;
        return (
          <fieldset key={id} class="border-base-300 flex flex-col gap-3 rounded-xl border p-3">
            <legend class="px-1 text-sm font-medium [overflow-wrap:anywhere]">{name ?? shortId(id)}</legend>
            {!readsAll && (
              <Box label={TEXT.reads} isChecked={reads} onChecked={(checked) => set(id, { reads: checked })} />
            )}
            <TextField
              label={TEXT.max}
              hint={TEXT.maxHint(amountTexts(currency).hint)}
              error={broken[id]}
              inputMode="decimal"
              autocomplete="off"
              optional
              value={max}
              onValue={(text) => set(id, { max: text })}
            />
          </fieldset>
        );
      })}
      {list.hasMore && (
        <button type="button" class="btn btn-sm" onClick={list.more}>
          {TEXT.more}
        </button>
      )}
    </fieldset>
  );
}

interface BoxProps {
  readonly label: string;
  readonly isChecked: boolean;
  readonly onChecked: (checked: boolean) => void;
}

function Box({ label, isChecked, onChecked }: BoxProps) {
  return (
    <label class="flex min-h-6 items-center gap-3">
      <input
        type="checkbox"
        class="checkbox"
        checked={isChecked}
        onChange={({ currentTarget: { checked } }) => onChecked(checked)}
      />
      <span>{label}</span>
    </label>
  );
}
