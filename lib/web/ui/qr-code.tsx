import { encode } from 'uqr';

/** Light modules around a code (ISO/IEC 18004), without which cameras do not find it. */
const QUIET = 4;

/** The dark modules of a code as the path of an SVG: one rectangle for each run in a row. */
export function qrPath(modules: readonly (readonly boolean[])[]): string {
  return modules
    .flatMap((row, y) =>
      row.flatMap((isDark, x) => {
        if (!isDark || row[x - 1]) return [];
        const end = row.indexOf(false, x);
        return [`M${x} ${y}h${(end === -1 ? row.length : end) - x}v1H${x}z`];
      }),
    )
    .join('');
}

/**
 * A text as a QR code. It is dark on white in every theme, because many cameras read no other.
 * Undefined if the text is longer than a code can be, which is 2,953 bytes.
 */
export function qrCodeOf(text: string): { readonly path: string; readonly size: number } | undefined {
  // Four levels of error correction: the longer the text, the less has room.
  for (const ecc of ['M', 'L'] as const) {
    try {
      const { data, size } = encode(text, { ecc, border: QUIET });
      return { path: qrPath(data), size };
    } catch {
      // The text is too long for this level.
    }
  }
  return undefined;
}

/** Draws a QR code. @param label what it is, for screen readers */
export function QrCode({ code, label }: { code: { path: string; size: number }; label: string }) {
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
