/**
 * Parts of the patterns in documents. `\s` needs U+FEFF beside it, because readers in other
 * languages than JavaScript do not count U+FEFF as space.
 */
export const NO_CONTROL = '[^\\u0000-\\u001f\\u007f-\\u009f]';
/** Neither a control character nor space. */
export const VISIBLE = '[^\\s\\ufeff\\u0000-\\u001f\\u007f-\\u009f]';

/** The lengths of the texts on a transfer, in characters. */
export const MAX_REFERENCE_CHARACTERS = 64;
export const MAX_NOTE_CHARACTERS = 256;

/** The length of the name of a wallet, in characters. */
/** Of an operator's reason for a freeze. */
export const MAX_REASON_CHARACTERS = 200;
export const MAX_NAME_CHARACTERS = 60;

/** A text, and one without space at its ends. */
export const TEXT_PATTERN = `^${NO_CONTROL}+$`;
export const LINE_PATTERN = `^${VISIBLE}(${NO_CONTROL}*${VISIBLE})?$`;

/** The number of keys of metadata, and the length of a value in characters. */
export const MAX_METADATA_KEYS = 16;
export const MAX_METADATA_VALUE_CHARACTERS = 500;
