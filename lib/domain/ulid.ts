/** A ULID in its canonical form, as the source of a regular expression: https://github.com/ulid/spec */
export const ULID = '[0-7][0-9A-HJKMNP-TV-Z]{25}';
