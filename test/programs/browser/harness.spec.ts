// What all other tests rely on finds a fault if there is one.
import { layoutFaults } from './layout-in-page.ts';
import { findingsOfAxe } from './looks.ts';
import { expect, test } from './test.ts';

test('a page that breaks a rule is found', async ({ page, watch, stack }) => {
  await page.goto('/app');
  await page.evaluate(() => {
    const style = document.createElement('style');
    style.textContent = 'body { color: red }';
    document.head.append(style);
    setTimeout(() => {
      throw new Error('a fault of the page');
    });
  });
  const elsewhere = stack.url.replace('localhost', '127.0.0.1');
  await page.evaluate((url) => fetch(url).catch(() => undefined), elsewhere);
  const found = expect.poll(() => watch.findings.join('\n'));
  await found.toContain('a fault of the page');
  await found.toContain('content security policy: style-src-elem blocks inline');
  await found.toContain('content security policy: connect-src blocks');
  watch.allow(/./);
});

test('a fault of the layout is found', async ({ page }) => {
  await page.setContent(`<!doctype html>
    <p style="font-size: 11px">Fine print</p>
    <div style="width: 40px; overflow: hidden; white-space: nowrap">Words that do not fit</div>
    <button style="position: absolute; top: 300px; height: 40px">Below</button>
    <div style="position: absolute; top: 300px; width: 400px; height: 40px">Above</div>
    <div style="position: absolute; top: 400px; width: 2000px">Wide</div>`);
  expect(await page.locator('body').evaluate(layoutFaults)).toEqual([
    expect.stringMatching(/^the page scrolls sideways/),
    'text of 11.0 px: <p> "Fine print"',
    'text is cut off: <div> "Words that do not fit"',
    '<button> "Below" is covered by <div> "Above"',
  ]);
});

test('axe finds a pale text and targets that are too small', async ({ page }) => {
  await page.setContent(`<!doctype html><html lang="en"><title>Faults</title><main>
    <p style="color: #bbb; background: #fff">Pale</p>
    <button style="height: 12px; padding: 0">One</button><br>
    <button style="height: 12px; padding: 0">Two</button></main>`);
  const findings = (await findingsOfAxe(page)).join('\n');
  expect(findings).toContain('color-contrast: p');
  expect(findings).toContain('target-size: button');
});
