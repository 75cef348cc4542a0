export type CsvValue = string | number | undefined;

/** Before the header of a file: Excel takes a file without it for one in the machine's old code page. */
export const CSV_BYTE_ORDER_MARK = '\uFEFF';

/** RFC 4180: lines end in CRLF, the header's too. */
export const csvRow = (cells: readonly CsvValue[]): string => `${cells.map(csvCell).join(',')}\r\n`;

/** What a spreadsheet takes for a formula when a cell starts with it, full-width forms included (Excel in East Asian locales). */
const STARTS_FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

/** Text that others wrote must stay text in whatever opens the file. */
export function csvCell(value: CsvValue): string {
  if (value === undefined) return '';
  const text = STARTS_FORMULA.test(String(value)) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
