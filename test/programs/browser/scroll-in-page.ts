/**
 * Runs in the page: scrolls to the end of the list like a person with a wheel, however long the next
 * rows take. @param end the text below the last row
 * @returns how many times it looked, and the rows that were not where the scrolling has put them
 */
export async function scrollToEnd(end: string): Promise<{ jumps: string[]; compared: number }> {
  // Less than half a screen: the row in the middle is still there afterwards.
  const STEP = 380;
  const jumps: string[] = [];
  let compared = 0;
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const middle = () => document.elementFromPoint(innerWidth * 0.6, innerHeight / 2)?.closest('li');
  const isAtEnd = () => document.body.textContent.includes(end);
  for (let still = 0; still < 2 || !isAtEnd(); ) {
    const before = middle();
    const [top, y] = [before?.getBoundingClientRect().top, scrollY];
    scrollBy({ top: STEP, behavior: 'instant' });
    await frame();
    await frame();
    const moved = scrollY - y;
    if (moved > STEP) jumps.push(`the page scrolled ${moved} px by itself`);
    still = moved === 0 ? still + 1 : 0;
    if (!before?.isConnected || top === undefined) continue;
    compared++;
    const jump = before.getBoundingClientRect().top + moved - top;
    if (Math.abs(jump) > 1) jumps.push(`${before.textContent}: ${jump} px`);
  }
  return { jumps, compared };
}
