/**
 * Prefixes text from other users with `'` where a spreadsheet would start a formula: at the
 * beginning and after `;`, a cell separator in many locales
 * (https://owasp.org/www-community/attacks/CSV_Injection). Quotes before a formula do not protect,
 * because a spreadsheet removes them. Includes full-width forms, which Numbers normalizes.
 */
export function noFormula(text: string): string {
  return text.replaceAll(/(^|;)(?=[\s"']*[=+\-@＝＋－＠])/g, "$1'");
}
