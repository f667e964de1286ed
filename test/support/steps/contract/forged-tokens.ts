// Tokens that can be forged without a key.

/** The same claims under `alg: none`, without a signature. */
export function unsigned(token: string): string {
  const [header = '', claims = ''] = token.split('.');
  return `${encoded({ ...decoded(header), alg: 'none' })}.${claims}.`;
}

/** Another subject with the same signature. */
export function tampered(token: string): string {
  const [header = '', claims = '', signature = ''] = token.split('.');
  return `${header}.${encoded({ ...decoded(claims), sub: 'treasury' })}.${signature}`;
}

function decoded(part: string): object {
  return JSON.parse(Buffer.from(part, 'base64url').toString());
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
