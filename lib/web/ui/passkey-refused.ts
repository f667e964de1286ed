/** The browser or the person has given no passkey. */
export class PasskeyRefused extends Error {
  override readonly name = 'PasskeyRefused';
}
