import { parse, print } from 'graphql';
import { describe, expect, it } from 'vitest';
import * as graph from './__generated__/graph.ts';
import { toOperation } from './document.ts';
import { printDocument } from './print-document.ts';

const everything = `
  query Everything($ids: [ID!]! = ["a", "b"], $deep: [[Int]!], $on: Boolean = true @tag(name: "x")) @live {
    alias: partners(filter: { id: { in: $ids }, not: { a: null, b: 1.5, c: ENUM, d: false } }, list: [], none: {}) @include(if: $on) {
      ...Fields @defer
      ... on Partner @skip(if: false) { id }
      ... @include(if: true) { id }
      ... { text(value: """block "quoted" \\n text""", other: "line\\nbreak \\"x\\"") }
    }
  }
  fragment Fields on Partner { id name }
`;

describe('printing a document', () => {
  it('keeps its meaning', () => {
    const document = parse(everything, { noLocation: true });
    const withoutBlock = (text: string): string => text.replaceAll('"block":true', '"block":false');
    const again = parse(printDocument(document), { noLocation: true });
    expect(withoutBlock(JSON.stringify(again))).toBe(withoutBlock(JSON.stringify(document)));
  });

  it('keeps the meaning of every operation of the SDK', () => {
    const operations = Object.values(graph).filter((value) => 'text' in value);
    expect(operations.length).toBeGreaterThan(15);
    for (const { text } of operations)
      expect(print(parse(printDocument(parse(text))))).toBe(print(parse(text)));
  });
});

describe('reading an operation', () => {
  const read = (text: string, name?: string) => {
    const { kind, name: found } = toOperation(text, name);
    return `${kind} ${found}`;
  };

  it.each([
    ['{ partner { id } }', 'query '],
    ['query { a }', 'query '],
    ['query A { a }', 'query A'],
    ['query A($a: In = {b: ["}"]}) @x(y: "{") { a }', 'query A'],
    ['mutation B($a: Int) { a }', 'mutation B'],
    ['# mutation C { a }\nquery A { mutation query }', 'query A'],
    ['fragment mutation on query { a } query A { ...mutation }', 'query A'],
    ['query A @mutation { a }', 'query A'],
    ['query query { a }', 'query query'],
    ['query A { a(b: """ } mutation X { """) }', 'query A'],
    ['query A { a(b: "\\" } mutation X {") }', 'query A'],
  ])('finds it in %s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it('chooses by name among several', () => {
    const text = 'query A { a } mutation B { b }';
    expect(read(text, 'A')).toBe('query A');
    expect(read(text, 'B')).toBe('mutation B');
    expect(() => read(text)).toThrow(TypeError);
    expect(() => read(text, 'C')).toThrow(TypeError);
  });

  it('refuses subscriptions', () => {
    expect(() => read('subscription S { a }')).toThrow(TypeError);
  });

  it('takes parsed documents and string documents of other tools', () => {
    expect(toOperation(parse('query A { a }') as never)).toEqual({
      kind: 'query',
      name: 'A',
      text: 'query A{a}',
    });
    class TypedDocumentString extends String {}
    expect(toOperation(new TypedDocumentString('mutation B { b }') as never)).toMatchObject({
      kind: 'mutation',
      name: 'B',
    });
  });
});
