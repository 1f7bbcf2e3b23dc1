import { readdirSync, readFileSync } from 'node:fs';

/** An example operation of the explorer. */
export interface ExplorerExample {
  /** The file's name without its extension; part of the page's address. */
  readonly name: string;
  readonly title: string;
  /** The personas for whom it is shown, the most telling first. */
  readonly personas: readonly string[];
  readonly query: string;
}

const directory = new URL('./examples/', import.meta.url);

/** Reads the example operations, in the order of their file names. */
export function readExamples(): ExplorerExample[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.graphql'))
    .sort()
    .map((file) => parseExample(file, readFileSync(new URL(file, directory), 'utf8')));
}

/** Reads an example: its first line is `# <title>`, its second `# Personas: <name>, …`. */
export function parseExample(file: string, text: string): ExplorerExample {
  const [first = '', second = '', ...rest] = text.split('\n');
  const title = /^# (.+)$/.exec(first)?.[1];
  const personas = /^# Personas: (.+)$/.exec(second)?.[1];
  if (title === undefined || personas === undefined) {
    throw new Error(`${file} must begin with "# <title>" and "# Personas: <name>, …".`);
  }
  return {
    name: file.replace(/^\d+-/, '').replace(/\.graphql$/, ''),
    title,
    personas: personas.split(',').map((name) => name.trim()),
    query: rest.join('\n').trim(),
  };
}
