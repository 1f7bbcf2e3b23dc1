import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/** The repository. */
export const root = join(import.meta.dirname, '../..');

/** A fenced block of a document. */
export interface Block {
  /** `README.md:12`: the document and the line of the fence. */
  readonly place: string;
  readonly document: string;
  readonly language: string;
  /** What follows the language on the fence. */
  readonly info: string;
  readonly text: string;
}

const patterns = [
  '*.md',
  'docs/**/*.md',
  '{gateway,sdk}/README.md',
  '{services,packages,examples}/*/README.md',
];

/** The documents of the repository, by path from its root. */
export const documents: readonly string[] = globSync(patterns, {
  cwd: root,
  exclude: ['**/node_modules/**'],
}).toSorted();

/** Reads a file of the repository. */
export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

/** Lists the fenced blocks of a document. */
export function blocksOf(document: string): Block[] {
  const text = readText(document);
  return [...text.matchAll(/^( *)```(\w+)(?: (.+))?\n([^]*?)^\1```$/gm)].map(
    ([, , language = '', info = '', body = ''], index) => ({
      place: `${document}: block ${index + 1} (${language})`,
      document,
      language,
      info,
      text: body,
    }),
  );
}

/** Lists the fenced blocks of all documents in one language. */
export function blocksIn(language: string): Block[] {
  return documents.flatMap(blocksOf).filter((block) => block.language === language);
}

/** Removes fenced blocks, so that only prose and tables remain. */
export function proseOf(document: string): string {
  return readText(document).replaceAll(/^( *)```[^]*?^\1```$/gm, '');
}

/** Lists the local targets of a document's links, by path from the root of the repository. */
export function linksOf(document: string): string[] {
  return [...proseOf(document).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, target = '']) =>
    posix.join(dirname(document), target),
  );
}

/** Lists the inline code of a document. */
export function inlineCodeOf(document: string): string[] {
  return [...proseOf(document).matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(([, code = '']) => code);
}
