/**
 * Pieces of the patterns by which documents say what a text may be. `\s` stands there beside U+FEFF, as readers in other languages than
 * JavaScript do not count that as space.
 */
export const NO_CONTROL = '[^\\u0000-\\u001f\\u007f-\\u009f]';
/** Neither a control character nor space. */
export const VISIBLE = '[^\\s\\ufeff\\u0000-\\u001f\\u007f-\\u009f]';

/** The lengths of the texts on a transfer, in characters. */
export const MAX_REFERENCE_CHARACTERS = 64;
export const MAX_NOTE_CHARACTERS = 256;
