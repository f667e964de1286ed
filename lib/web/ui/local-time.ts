/**
 * The value of `<input type="datetime-local">` for a time, in the browser's time zone. Seconds and
 * milliseconds are there only if the time has them.
 */
export function toLocalInput(time: string): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return '';
  const two = (number: number, digits = 2) => String(number).padStart(digits, '0');
  const day = `${two(at.getFullYear(), 4)}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const minute = `${two(at.getHours())}:${two(at.getMinutes())}`;
  const ms = at.getMilliseconds() === 0 ? '' : `.${two(at.getMilliseconds(), 3)}`;
  const second = at.getSeconds() === 0 && ms === '' ? '' : `:${two(at.getSeconds())}${ms}`;
  return `${day}T${minute}${second}`;
}

/** The time of such a value, in UTC as the API takes it. Undefined if it is empty or no time. */
export function fromLocalInput(value: string): string | undefined {
  const at = new Date(value);
  return /T\d\d:\d\d/.test(value) && !Number.isNaN(at.getTime()) ? at.toISOString() : undefined;
}
