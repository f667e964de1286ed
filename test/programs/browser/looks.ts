import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page, test } from '@playwright/test';
import { layoutFaults } from './layout-in-page.ts';

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
const SCHEMES = ['light', 'dark'] as const;

/**
 * Checks the view as it stands, in light and dark, on a desktop and on a phone: by axe, which also
 * measures targets, and by the rules of the layout.
 * @param part what must not be covered, if something that is open lies over the rest
 */
export async function expectGoodLooks(page: Page, part: Locator = page.locator('body')): Promise<void> {
  for (const [size, viewport] of Object.entries(SIZES)) {
    for (const colorScheme of SCHEMES) {
      await test.step(`${size}, ${colorScheme}`, async () => {
        await page.setViewportSize(viewport);
        await page.emulateMedia({ colorScheme });
        expect.soft(await findingsOfAxe(page), `axe, ${size}, ${colorScheme}`).toEqual([]);
        expect.soft(await part.evaluate(layoutFaults), `layout, ${size}, ${colorScheme}`).toEqual([]);
      });
    }
  }
  await page.setViewportSize(SIZES.desktop);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** What axe finds in the page, one line for each element. */
export async function findingsOfAxe(page: Page): Promise<string[]> {
  // The pages have no frames. Without the legacy mode axe opens a page of its own for each scan.
  const { violations } = await new AxeBuilder({ page }).withTags(STANDARDS).setLegacyMode().analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
  );
}
