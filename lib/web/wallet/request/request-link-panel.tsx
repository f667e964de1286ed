import { useMemo } from 'preact/hooks';
import { REQUEST } from '../../texts/request.ts';
import { announce } from '../../ui/announce.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { shortId } from '../../ui/format.ts';
import { Icon } from '../../ui/icons.tsx';
import { QrCode } from '../../ui/qr-code.tsx';
import { qrCodeOf } from '../../ui/qr-image.ts';
import { type PaymentRequest, requestLink } from '../request-link.ts';

/** From so many modules on a code needs all the width, or cameras do not tell them apart. */
const DENSE = 80;

/** The request as a QR code and as a link to copy or share. */
export function RequestLink({ request }: { request: PaymentRequest | undefined }) {
  const link = request && requestLink(location.origin, request);
  const code = useMemo(() => (link === undefined ? undefined : qrCodeOf(link)), [link]);
  if (!request || link === undefined) return <p class="text-quiet text-sm">{REQUEST.broken}</p>;
  return (
    <div class="bg-base-100 border-base-300 flex flex-col gap-4 rounded-2xl border p-4">
      {code ? (
        <div class={`mx-auto w-full ${code.size > DENSE ? '' : 'max-w-72'}`}>
          <QrCode code={code} label={REQUEST.code(shortId(request.to))} />
        </div>
      ) : (
        <p class="text-quiet text-sm">{REQUEST.tooLong}</p>
      )}
      <div class="flex items-start gap-2">
        <p class="bg-base-200 max-h-32 min-w-0 grow overflow-auto rounded-xl p-3 text-xs [overflow-wrap:anywhere]">
          {link}
        </p>
        <CopyButton text={link} what={REQUEST.whatLink} class="btn btn-square" />
      </div>
      <div class="flex flex-wrap gap-2">
        <Share link={link} />
        <a class="btn btn-ghost" href={link.slice(location.origin.length)}>
          {REQUEST.preview}
        </a>
      </div>
    </div>
  );
}

/** Hands the link to another program of the device, where the browser can. */
function Share({ link }: { link: string }) {
  if (!('share' in navigator)) return null;
  const share = async () => {
    try {
      await navigator.share({ title: REQUEST.title, url: link });
    } catch (error) {
      const isCancelled = error instanceof DOMException && error.name === 'AbortError';
      if (!isCancelled) announce(REQUEST.shareFailed);
    }
  };
  return (
    <button type="button" class="btn btn-primary" onClick={share}>
      <Icon name="send" class="size-4" />
      {REQUEST.share}
    </button>
  );
}
