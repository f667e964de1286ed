/** How long the address of a file stays valid after the browser was told to save it. */
const VALID_MS = 60_000;

/** Lets the browser save a file as a download. */
export function saveFile(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), VALID_MS);
}
