/**
 * The parts of a rule that pays on a day of each month. A day that a month does not have would be left
 * out (RFC 5545), and rent is due in February, too: then it is the last day.
 */
export function monthRule(day: number): readonly string[] {
  if (day === 31) return ['BYMONTHDAY=-1'];
  if (day <= 28) return [];
  const days = Array.from({ length: day - 27 }, (_, n) => 28 + n);
  return [`BYMONTHDAY=${days.join(',')}`, 'BYSETPOS=-1'];
}
