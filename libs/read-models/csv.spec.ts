import { csvCell, csvRow } from './csv.js';

it.each([
  ['=1+1', "'=1+1"],
  ['=HYPERLINK("http://evil.example","x")', '"\'=HYPERLINK(""http://evil.example"",""x"")"'],
  ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
  ['+31 20 555', "'+31 20 555"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1:A9)', "'@SUM(A1:A9)"],
  ['\t=1+1', "'\t=1+1"],
  ['\r=1+1', '"\'\r=1+1"'],
  ['=1,2', '"\'=1,2"'],
  [-5, "'-5"],
  ['\n=1+1', '"\'\n=1+1"'],
  ['\n', '"\'\n"'],
  // Excel in East Asian locales takes full-width signs for the others.
  ['＝1+1', "'＝1+1"],
  ['＋31 20 555', "'＋31 20 555"],
  ['－2', "'－2"],
  ['＠SUM(A1:A9)', "'＠SUM(A1:A9)"],
])('%j starts no formula', (value, cell) => expect(csvCell(value)).toBe(cell));

it.each([
  [undefined, ''],
  ['', ''],
  ['plain', 'plain'],
  ['1 = 1', '1 = 1'],
  ["'=1", "'=1"],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['two\nlines', '"two\nlines"'],
  ['two\r\nlines', '"two\r\nlines"'],
  ['Zoë 日本', 'Zoë 日本'],
  [0, '0'],
])('%j is the cell %j', (value, cell) => expect(csvCell(value)).toBe(cell));

it('is a row with commas between its cells, ended by CRLF', () =>
  expect(csvRow(['a', undefined, 7, 'b,c'])).toBe('a,,7,"b,c"\r\n'));
