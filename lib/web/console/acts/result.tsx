import { ACT_RESULT } from '../../texts/console/acts.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Time } from '../../ui/time.tsx';
import { addressOf } from '../addresses.ts';
import type { ActDone } from '../contract.ts';
import { Facts } from '../parts/card.tsx';

/** How a command ended: what it did, or who has to approve it first. */
export function ResultDialog({ done, title, onClose }: { done: ActDone; title: string; onClose: () => void }) {
  const { waits, results } = done;
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="flex flex-col gap-4 text-sm" role="status">
        <p class={`flex items-center gap-2 font-semibold ${waits ? 'text-warning' : 'text-success'}`}>
          <Icon name={waits ? 'clock' : 'check'} />
          {waits ? ACT_RESULT.waits : ACT_RESULT.done}
        </p>
        {waits ? <Waits waits={waits} /> : results.map((result, n) => <Result key={n} result={result} />)}
      </div>
      <div class="mt-4 flex flex-wrap justify-end gap-2">
        {waits && (
          <a class="btn btn-ghost" href={addressOf.approvals}>
            {ACT_RESULT.toApprovals}
          </a>
        )}
        <button type="button" class="btn btn-primary" onClick={onClose}>
          {ACT_RESULT.close}
        </button>
      </div>
    </Dialog>
  );
}

function Waits({ waits: { id, expires_at } }: { waits: NonNullable<ActDone['waits']> }) {
  return (
    <>
      <p>{ACT_RESULT.waitsText}</p>
      <Facts
        facts={[
          { name: ACT_RESULT.request, value: <code>{id}</code> },
          { name: ACT_RESULT.expires, value: <Time at={expires_at} as="short" /> },
        ]}
      />
    </>
  );
}

function Result({ result: { code, again, ...result } }: { result: ActDone['results'][number] }) {
  const facts = Object.entries(result).flatMap(([name, text]) => {
    const label = ACT_RESULT.members[name];
    return label === undefined ? [] : [{ name: label, value: name.endsWith('_at') ? <Time at={text} /> : text }];
  });
  return (
    <>
      {again === 'true' && <p>{ACT_RESULT.again}</p>}
      {code !== undefined && (
        <div class="bg-base-200 flex items-center gap-2 rounded-xl p-3">
          <code class="min-w-0 grow [overflow-wrap:anywhere]">{code}</code>
          <CopyButton text={code} what={ACT_RESULT.code} />
        </div>
      )}
      {code !== undefined && <p>{ACT_RESULT.codeText}</p>}
      <Facts facts={facts} />
    </>
  );
}
