import type { QrImage } from './qr-image.ts';

/** Draws a QR code. @param label what it is, for screen readers */
export function QrCode({ code, label }: { code: QrImage; label: string }) {
  return (
    <svg
      viewBox={`0 0 ${code.size} ${code.size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
      class="aspect-square w-full rounded-xl bg-white text-black"
    >
      <path d={code.path} fill="currentColor" />
    </svg>
  );
}
