import { encode } from 'uqr';

/** A code in modules, the squares that it is made of. */
export interface QrImage {
  /** The dark modules as the path of an SVG. */
  readonly path: string;
  /** Its width and height, with the light modules around it. */
  readonly size: number;
}

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
export function qrCodeOf(text: string): QrImage | undefined {
  // The more errors a code corrects, the less text has room in it.
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
