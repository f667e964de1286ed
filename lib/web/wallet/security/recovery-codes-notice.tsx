import { SECOND_FACTOR } from '../../texts/second-factor.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Notice } from '../../ui/notice.tsx';

const { codes: TEXT } = SECOND_FACTOR;

export interface RecoveryCodesNoticeProps {
  readonly codes: readonly string[];
  readonly onKept: () => void;
}

/** Recovery codes that no later response has. */
export function RecoveryCodesNotice({ codes, onKept }: RecoveryCodesNoticeProps) {
  return (
    <Notice title={TEXT.title} tone="warning" spoken>
      <p class="text-quiet mb-2">{TEXT.lead}</p>
      <ul class="mb-3 grid gap-x-4 gap-y-1 sm:grid-cols-2">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div class="flex flex-wrap items-center gap-2">
        <CopyButton text={codes.join('\n')} what={TEXT.what} />
        <button type="button" class="btn btn-sm" onClick={onKept}>
          {TEXT.kept}
        </button>
      </div>
    </Notice>
  );
}
