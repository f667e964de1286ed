/**
 * Runs in the page.
 * @param part what must not be covered: the page, or what lies over it
 * @returns what is wrong with the layout, one line for each fault
 */
export function layoutFaults(part: Element): string[] {
  const TARGETS = 'a[href], button, input, select, textarea, summary, [role="button"], [role="tab"], [tabindex="0"]';
  const MIN_TEXT = 12;
  const faults: string[] = [];
  const root = document.documentElement;

  const name = (element: Element) => {
    const text = (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().replaceAll(/\s+/g, ' ');
    return `<${element.tagName.toLowerCase()}> "${text.slice(0, 40)}"`;
  };
  const isVisible = (element: Element) => {
    const { width, height } = element.getBoundingClientRect();
    return width > 1 && height > 1 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  if (root.scrollWidth > root.clientWidth) faults.push(`the page scrolls sideways: ${root.scrollWidth} px wide`);

  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const element = node.parentElement;
    if (!element || !/\S/.test(node.textContent ?? '') || !isVisible(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width === 0) continue;
    const size = Number.parseFloat(getComputedStyle(element).fontSize);
    // A drawing is zoomed by the person, and is there as text, too.
    if (size < MIN_TEXT - 0.1 && !element.closest('svg[role="img"]'))
      faults.push(`text of ${size.toFixed(1)} px: ${name(element)}`);
    for (let above: Element | null = element; above && above !== document.body; above = above.parentElement) {
      const { overflowX, textOverflow, position } = getComputedStyle(above);
      const { left, right, width } = above.getBoundingClientRect();
      if (width <= 1 || position === 'fixed' || textOverflow === 'ellipsis') break;
      if (overflowX === 'auto' || overflowX === 'scroll') break;
      if (overflowX !== 'visible' && (box.right > right + 1 || box.left < left - 1)) {
        faults.push(`text is cut off: ${name(element)}`);
        break;
      }
    }
  }

  const [x, y] = [scrollX, scrollY];
  for (const element of part.querySelectorAll(TARGETS)) {
    if (!isVisible(element) || element.closest('[aria-hidden="true"]')) continue;
    element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });
    const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    const label = element.closest('label');
    const same = top && (element.contains(top) || top.contains(element) || label?.contains(top));
    if (!same) faults.push(`${name(element)} is covered by ${top ? name(top) : 'nothing that can be seen'}`);
  }
  scrollTo({ left: x, top: y, behavior: 'instant' });
  return faults;
}
