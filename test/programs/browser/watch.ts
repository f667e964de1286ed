import type { BrowserContext, ConsoleMessage } from '@playwright/test';

/** What no page may do: log an error, break its own policy, call another origin, make the API fail. */
export class Watch {
  readonly #findings: string[] = [];
  readonly #allowed: RegExp[] = [];

  /** Everything that was found, but for what the test allows. */
  get findings(): string[] {
    return this.#findings.filter((finding) => !this.#allowed.some((pattern) => pattern.test(finding)));
  }

  /** Allows findings that the test causes itself. */
  allow(pattern: RegExp): void {
    this.#allowed.push(pattern);
  }

  /** @param origin the only one that the pages may call */
  async over(context: BrowserContext, origin: string): Promise<void> {
    const find = (finding: string) => this.#findings.push(finding);
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
        console.error(`content security policy: ${effectiveDirective} blocks ${blockedURI}`);
      });
    });
    context.on('console', (message) => {
      if (message.type() === 'error' && !isOfRefusedCall(message)) find(`console: ${message.text()}`);
    });
    context.on('weberror', (error) => find(`page: ${error.error().stack ?? error.error().message}`));
    context.on('request', (request) => {
      const url = new URL(request.url());
      if (url.origin !== origin && !['data:', 'blob:'].includes(url.protocol)) find(`request: ${request.url()}`);
    });
    context.on('response', (response) => {
      if (response.status() >= 500) find(`response: ${response.status()} ${response.url()}`);
    });
  }
}

/** Chromium logs each response of 4xx. Of the API that is no error of the page: it shows the problem. */
function isOfRefusedCall(message: ConsoleMessage): boolean {
  const { url } = message.location();
  return /status of 4\d\d/.test(message.text()) && /^\/(api|auth)\//.test(new URL(url, 'http://none').pathname);
}
