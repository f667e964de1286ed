/** What a page names. All names of files are those in `assets/`. */
export interface Page {
  readonly title: string;
  /** The path of the page, without a slash at its end. */
  readonly base: string;
  readonly icon: string;
  readonly style: string;
  /** The script that runs before the first paint. */
  readonly early: string;
  readonly script: string;
  /** The scripts that the script loads at once. */
  readonly preload: readonly string[];
}

/** The HTML of a page. Its content security policy allows neither scripts nor styles inside it. */
export function pageOf({ title, base, icon, style, early, script, preload }: Page): string {
  const asset = (name: string) => `${base}/assets/${name}`;
  const links = preload.map((name) => `    <link rel="modulepreload" href="${asset(name)}">\n`).join('');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
    <meta name="description" content="${title}">
    <meta name="color-scheme" content="light dark">
    <title>${title}</title>
    <link rel="icon" type="image/svg+xml" href="${asset(icon)}">
    <link rel="stylesheet" href="${asset(style)}">
    <script src="${asset(early)}"></script>
${links}    <script type="module" src="${asset(script)}"></script>
  </head>
  <body>
    <noscript>This page needs JavaScript.</noscript>
    <div id="root"></div>
  </body>
</html>
`;
}
