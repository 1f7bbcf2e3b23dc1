import fc from 'fast-check';
import { getIntrospectionQuery, GraphQLError } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createOperationCheck, readQueryString } from './check-operation.ts';
import { checkDocument } from './document-limits.ts';
import { hostileDocuments as corpus, nested } from '../testing/hostile-documents.ts';
import { defaultLimits, type GatewayLimits } from './limits.ts';

function ruleOf(source: string, overrides: Partial<GatewayLimits> = {}): unknown {
  try {
    checkDocument(source, { ...defaultLimits, ...overrides });
    return null;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    expect(error.extensions).toMatchObject({ code: 'BAD_USER_INPUT', http: { status: 400 } });
    return error.extensions['rule'];
  }
}

describe('checkDocument on the corpus of hostile documents', () => {
  it.each(corpus)('refuses %s with 400', (_what, source, rule) => {
    const found = ruleOf(source);
    // A deep literal is within the tokens; no input type is that deep, so validation refuses it.
    expect(found).toBe(rule === 'none' ? null : rule);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([String.raw`{ f(a: "\u0000") }`, String.raw`{ f(a: ["x", { b: "\uD800" }]) }`])(
    'refuses a text that no database stores: %s',
    (source) => {
      // The parser itself refuses half of a surrogate pair.
      expect(['TEXT', 'SYNTAX']).toContain(ruleOf(source));
    },
  );

  it('ends each message in what to do instead', () => {
    for (const [, source, rule] of corpus) {
      if (rule === 'none' || rule === 'SYNTAX') continue;
      try {
        checkDocument(source, defaultLimits);
      } catch (error) {
        expect((error as Error).message).toMatch(/\. [A-Z][^.]+(\.[a-z][^.]+)?\.$/);
      }
    }
  });
});

describe('checkDocument at its limits', () => {
  it.each([
    ['12 levels', nested(12)],
    ['30 aliases', `{ r { ${Array.from({ length: 30 }, (_, n) => `a${n}: x`).join(' ')} } }`],
    ['10 root fields', '{ a b c d e f g h i j }'],
    ['one change', 'mutation { a }'],
    ['1,000 fields', `{ r { ${'a '.repeat(999)} } }`],
    [
      'GraphiQL’s introspection',
      getIntrospectionQuery({ specifiedByUrl: true, inputValueDeprecation: true }),
    ],
    ['a BOM and comments', '\uFEFF# a comment\n{ a }'],
  ])('lets %s pass', (_what, source) => {
    expect(ruleOf(source)).toBeNull();
  });

  it('takes its numbers from the configuration', () => {
    expect(ruleOf(nested(3), { maxDepth: 2 })).toBe('DEPTH');
    expect(ruleOf('{ a b }', { maxRootFields: 1 })).toBe('ROOT_FIELDS');
    expect(ruleOf('mutation { a b }', { maxMutationFields: 2 })).toBeNull();
    expect(ruleOf('{ a: x b: x }', { maxAliases: 1 })).toBe('ALIASES');
    expect(ruleOf('{ a { b } }', { maxFields: 1 })).toBe('FIELDS');
    expect(ruleOf('{ a }', { maxTokens: 2 })).toBe('TOKENS');
  });

  it('measures every document alike, however it is spread over fragments', () => {
    // A field tree, written once in place and once with every subtree in a fragment of its own.
    interface Tree {
      readonly children: readonly Tree[];
    }
    const { tree } = fc.letrec<{ leaf: Tree; branch: Tree; tree: Tree }>((tie) => ({
      leaf: fc.constant({ children: [] }),
      branch: fc.record({ children: fc.array(tie('tree'), { maxLength: 3 }) }),
      tree: fc.oneof({ maxDepth: 4 }, tie('leaf'), tie('branch')),
    }));
    const inPlace = ({ children }: Tree): string =>
      children.length === 0 ? 'a' : `a { ${children.map(inPlace).join(' ')} }`;
    fc.assert(
      fc.property(tree, (shape) => {
        const fragments: string[] = [];
        const spread = ({ children }: Tree): string => {
          if (children.length === 0) return 'a';
          const name = `f${fragments.length}`;
          fragments.push('');
          fragments[Number(name.slice(1))] = `fragment ${name} on T { ${children.map(spread).join(' ')} }`;
          return `a { ...${name} }`;
        };
        const limits = { maxDepth: 3, maxFields: 8, maxTokens: 100_000 };
        const fragmented = `{ ${spread(shape)} } ${fragments.join(' ')}`;
        expect(ruleOf(fragmented, limits)).toBe(ruleOf(`{ ${inPlace(shape)} }`, limits));
      }),
    );
  });

  it('decides on any text, with a rule or without, and never fails otherwise', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const rule = ruleOf(text);
        expect(rule === null || typeof rule === 'string').toBe(true);
      }),
    );
  });
});

describe('createOperationCheck', () => {
  const checkOperation = createOperationCheck(defaultLimits);
  const check = (incoming: object) => () => checkOperation(incoming);
  const deep = (levels: number): unknown => (levels === 0 ? 1 : { not: deep(levels - 1) });

  it('refuses variables nested more than 16 levels', () => {
    expect(check({ query: '{ a }', variables: deep(17) })).not.toThrow();
    expect(check({ query: '{ a }', variables: deep(18) })).toThrow(/nested more than 16/);
  });

  it('refuses a list of more than 500 in the variables', () => {
    const list = (length: number) => ({ ids: Array.from({ length }, String) });
    expect(check({ query: '{ a }', variables: list(500) })).not.toThrow();
    expect(check({ query: '{ a }', variables: list(501) })).toThrow(/501 items/);
  });

  it('refuses a query whose variables hold more than 2,000 values, and lets an import have them', () => {
    const conditions = (count: number) => ({
      filter: { or: Array.from({ length: count / 10 }, () => ({ in: Array.from({ length: 8 }, String) })) },
    });
    for (const _again of [1, 2]) {
      expect(check({ query: '{ a }', variables: conditions(1_990) })).not.toThrow();
      expect(check({ query: '{ a }', variables: conditions(2_000) })).toThrow(
        /2003 values; 2000 are allowed/,
      );
      expect(check({ query: 'mutation { a }', variables: conditions(5_000) })).not.toThrow();
    }
  });

  it('refuses an operationName that the document lacks, also when it knows the document', () => {
    for (const _again of [1, 2]) {
      expect(check({ query: 'query A { a }', operationName: 'A' })).not.toThrow();
      expect(check({ query: 'query A { a }', operationName: null })).not.toThrow();
      expect(check({ query: 'query A { a }', operationName: 'B' })).toThrow(/names no operation/);
      expect(check({ query: '{ a }', operationName: 'A' })).toThrow(/names no operation/);
    }
  });

  it('leaves what is no text to Apollo Server', () => {
    expect(check({ query: 7 })).not.toThrow();
    expect(check({})).not.toThrow();
  });

  it('reads the operation of a GET request', () => {
    expect(readQueryString('query=%7Ba%7D&operationName=A&variables=%7B%22x%22%3A1%7D')).toEqual({
      query: '{a}',
      operationName: 'A',
      variables: { x: 1 },
    });
    expect(readQueryString('variables=%7B')).toEqual({
      query: undefined,
      operationName: undefined,
      variables: undefined,
    });
  });
});
