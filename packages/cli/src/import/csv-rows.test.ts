import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CsvFileError, parseCsv, type CsvRow } from './csv-rows.ts';

const utf8 = { encoding: 'utf-8', delimiter: ',' };

async function rowsOf(chunks: readonly Uint8Array[], format = utf8): Promise<CsvRow[]> {
  const rows: CsvRow[] = [];
  for await (const row of parseCsv(Readable.from(chunks), format)) rows.push(row);
  return rows;
}

function bytes(text: string): Uint8Array[] {
  return [Buffer.from(text)];
}

test('a byte order mark, mixed line ends, blank lines and loose quotes are read as people mean them', async () => {
  const text =
    '\uFEFFa,b\r\n1,"x\r\ny"\r\n\r\n   \r\n2,5" pipe\r\n3,"q ""z"" "\n4\r5, 6 ,7\n8,"abc"def\n9,lást\n\n';
  expect(await rowsOf(bytes(text))).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['1', 'x\ny'] },
    { line: 6, cells: ['2', '5" pipe'] },
    { line: 7, cells: ['3', 'q "z"'] },
    { line: 8, cells: ['4'] },
    { line: 9, cells: ['5', '6', '7'] },
    { line: 10, cells: ['8', '"abc"def'] },
    { line: 11, cells: ['9', 'lást'] },
  ]);
});

test('a quote that is never closed names the line on which it opens', async () => {
  const failure = await rowsOf(bytes('a,b\n1,2\n\n3,"x\ny\n4,5\n')).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CsvFileError);
  expect(failure).toMatchObject({ line: 4, message: 'A quoted cell that begins here is never closed.' });
});

test('bytes of another encoding are refused, and read when the encoding is stated', async () => {
  const latin = Uint8Array.from([0x61, 0x0a, 0x45, 0xe9, 0x0a]);
  await expect(rowsOf([latin])).rejects.toMatchObject({ message: 'The file is not utf-8.' });
  expect(await rowsOf([latin], { encoding: 'windows-1252', delimiter: ',' })).toEqual([
    { line: 1, cells: ['a'] },
    { line: 2, cells: ['Eé'] },
  ]);
});

test('UTF-16 with a byte order mark is read when the encoding is stated', async () => {
  const bytesOfText = Buffer.from('\uFEFFa;b\r\nö;🙂\r\n', 'utf16le');
  const chunks = [...bytesOfText].map((byte) => Uint8Array.of(byte));
  expect(await rowsOf(chunks, { encoding: 'utf-16le', delimiter: ';' })).toEqual([
    { line: 1, cells: ['a', 'b'] },
    { line: 2, cells: ['ö', '🙂'] },
  ]);
});

test('an empty file has no rows', async () => {
  expect(await rowsOf(bytes(''))).toEqual([]);
});

const cell = fc
  .string({ unit: fc.constantFrom('a', 'é', '🙂', '"', ',', '\n', ';', ' ', "'", '0'), maxLength: 6 })
  .map((text) => text.trim());
const lineEnd = fc.constantFrom('\n', '\r\n', '\r');

test('whatever is written as CSV is read back, with the physical line of each row, however it is cut into chunks', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.array(cell, { minLength: 2, maxLength: 4 }), fc.integer({ min: 0, max: 2 })), {
        maxLength: 12,
      }),
      lineEnd,
      fc.integer({ min: 1, max: 9 }),
      async (records, end, chunkSize) => {
        let text = '';
        let line = 1;
        const expected: CsvRow[] = [];
        for (const [cells, blankLines] of records) {
          text += end.repeat(blankLines);
          line += blankLines;
          const written = cells.map((value) => `"${value.replaceAll('"', '""')}"`).join(',');
          expected.push({ line, cells });
          text += `${written.replaceAll('\n', end)}${end}`;
          line += written.split('\n').length;
        }
        const all = Buffer.from(text);
        const chunks = Array.from({ length: Math.ceil(all.length / chunkSize) }, (_, index) =>
          all.subarray(index * chunkSize, (index + 1) * chunkSize),
        );
        expect(await rowsOf(chunks)).toEqual(expected);
      },
    ),
    { numRuns: 300 },
  );
});
