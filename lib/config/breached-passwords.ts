import * as z from 'zod/mini';

const OFF = 'off';
const THIS_MACHINE = ['localhost', '127.0.0.1', '[::1]'];

/** The service that is asked for breached passwords, empty for none. The serverless file gives functions the default of the stage. */
export const breachedPasswordsSetting = z.pipe(
  z.string({ error: 'is not set' }),
  z.transform((text, context) => {
    if (text === '' || text === OFF) return '';
    const url = URL.canParse(text) ? new URL(text) : undefined;
    const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && THIS_MACHINE.includes(url.hostname));
    if (url && isSafe && !url.username && !url.search && !url.hash) return text.replace(/\/+$/, '');
    const message = `is neither "${OFF}" nor an address such as https://api.pwnedpasswords.com`;
    context.issues.push({ code: 'custom', message, input: text });
    return z.NEVER;
  }),
);
