import { STATEMENTS } from '../../texts/console/statements.ts';
import { shortId } from '../../ui/format.ts';
import { addressOf } from '../addresses.ts';
import type { KeptRoot } from '../contract.ts';
import { Badge, type Tone } from '../parts/badge.tsx';

const TONES: Record<KeptRoot['signature'], Tone> = { valid: 'good', revoked: 'warning', broken: 'bad' };

/** Whether a root is what was signed. */
export function SignatureBadge({ signature }: Pick<KeptRoot, 'signature'>) {
  return <Badge tone={TONES[signature]} text={STATEMENTS.signatures[signature]} />;
}

/** The key that signed a root, and whether the root is what it signed. */
export function SignedBy({ root: { key_id, signature } }: { root: KeptRoot }) {
  return (
    <span class="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
      {key_id === undefined ? (
        STATEMENTS.noKey
      ) : (
        <a class="link link-hover inline-flex min-h-6 items-center" href={addressOf.keys} title={key_id}>
          <code>{shortId(key_id)}</code>
        </a>
      )}
      <SignatureBadge signature={signature} />
    </span>
  );
}
