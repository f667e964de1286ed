import { PRICES } from './prices.ts';
import type { Results } from './results.ts';

interface Bar {
  readonly label: string;
  readonly value: number;
}

/** The charts of docs/performance.md as SVG, by the name of their file. */
export function charts({ price, speed, cold, growth }: Results): Record<string, string> {
  const pageOf = (name: string) =>
    Object.entries(PRICES)
      .find(([one]) => one === name)?.[1]
      .page.split(':') ?? [name];
  return {
    ...(price && {
      'price.svg': bars(
        'USD a million transfers, by item',
        price.ours.map(({ price: name, usd }) => ({ label: pageOf(name).join(','), value: round(usd) })),
      ),
    }),
    ...(speed && {
      'speed.svg': bars(
        'transfers a second on this machine',
        speed.runs.map(({ name, concurrency, perSecond }) => ({
          label: `${name} at ${concurrency}`,
          value: perSecond,
        })),
      ),
      'final.svg': bars(
        'ms to final, 99 in 100 are faster',
        speed.runs.map(({ name, concurrency, final }) => ({ label: `${name} at ${concurrency}`, value: final.p99 })),
      ),
    }),
    ...(cold && {
      'cold-start.svg': bars(
        'ms to the first response in a fresh process',
        cold.map(({ name, sdkMs, ownMs, responseMs }) => ({ label: name, value: sdkMs + ownMs + responseMs })),
      ),
    }),
    ...(growth && {
      'growth.svg': bars(
        'read units',
        growth.map(({ what, size, readUnits }) => ({ label: `${what} of ${size}`, value: readUnits })),
      ),
    }),
  };
}

const WIDTH = 760;
const LABEL = 330;
const ROW = 22;
const TOP = 34;

function bars(title: string, all: readonly Bar[]): string {
  const most = Math.max(...all.map(({ value }) => value), 1e-9);
  const rows = all.map(({ label, value }, n) => {
    const y = TOP + n * ROW;
    const width = Math.max(1, Math.round((value / most) * (WIDTH - LABEL - 80)));
    return [
      `<text x="${LABEL - 8}" y="${y + 13}" text-anchor="end">${escaped(label)}</text>`,
      `<rect x="${LABEL}" y="${y + 2}" width="${width}" height="${ROW - 7}" rx="2" fill="#3a6ea5"/>`,
      `<text x="${LABEL + width + 6}" y="${y + 13}">${value}</text>`,
    ].join('\n');
  });
  const height = TOP + all.length * ROW + 8;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(title)}" font-family="system-ui, sans-serif" font-size="12" fill="#333">
<rect width="100%" height="100%" fill="#fff"/>
<text x="8" y="18" font-size="14" font-weight="600">${escaped(title)}</text>
${rows.join('\n')}
</svg>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function round(number: number): number {
  return Math.round(number * 100) / 100;
}
