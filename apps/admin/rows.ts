import type { CsvValue } from '#read-models';
import { csvRow } from '#read-models';
import { assertNever } from '#domain';
import type { Format } from './format-option.js';
import type { Output } from './output.js';

/** One kind of row in every format. `Line`: what it is in CSV, where one row may have several. */
export type Shape<Row, Line = Row> = {
  /** For eyes: one line or more, without the last newline. */
  text(row: Row): string;
  /** The columns of its CSV: RFC 4180, lines ending in CRLF. */
  csv: readonly { name: string; of: (line: Line) => CsvValue }[];
  lines(row: Row): readonly Line[];
  /** What of it goes into JSON; the row itself unless given. */
  json?(row: Row): unknown;
};

/** Rows on their way out one by one, so that any number of them takes the memory of one. */
export class Rows<Row, Line = Row> {
  #count = 0;

  private constructor(
    private readonly out: Output,
    private readonly format: Format,
    private readonly shape: Shape<Row, Line>,
  ) {}

  /**
   * @param head of JSON: one object, whose last member, of the name given, has the rows
   */
  static async open<Row, Line>(
    out: Output,
    format: Format,
    shape: Shape<Row, Line>,
    { list, ...head }: { list: string } & Record<string, unknown>,
  ): Promise<Rows<Row, Line>> {
    if (format === 'json') await out.write(JSON.stringify({ ...head, [list]: [] }).slice(0, -2));
    if (format === 'csv') await out.write(csvRow(shape.csv.map(({ name }) => name)));
    return new Rows(out, format, shape);
  }

  get count(): number {
    return this.#count;
  }

  async write(row: Row): Promise<void> {
    await this.out.write(this.#written(row));
    this.#count += 1;
  }

  async close(): Promise<void> {
    if (this.format === 'json') await this.out.line(this.#count === 0 ? ']}' : '\n]}');
  }

  #written(row: Row): string {
    switch (this.format) {
      case 'text':
        return `${this.shape.text(row)}\n`;
      case 'csv':
        return this.shape
          .lines(row)
          .map((line) => this.#csv(line))
          .join('');
      case 'ndjson':
        return `${this.#json(row)}\n`;
      case 'json':
        return `${this.#count === 0 ? '' : ','}\n${this.#json(row)}`;
      default:
        return assertNever(this.format, 'format');
    }
  }

  #csv(line: Line): string {
    return csvRow(this.shape.csv.map(({ of }) => of(line)));
  }

  #json(row: Row): string {
    return JSON.stringify(this.shape.json ? this.shape.json(row) : row);
  }
}
