import { type ComponentChild, render } from 'preact';

/** Draws the whole page. @throws Error if the page has no place for it */
export function mount(app: ComponentChild): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('the page has no element #root');
  render(app, root);
}
