/** Nests a field in itself. */
export const nested = (levels: number) => `${'{a'.repeat(levels)}${'}'.repeat(levels)}`;
const fragmentBomb = (levels: number) =>
  `query { ...f0 } ${Array.from({ length: levels }, (_, level) => `fragment f${level} on Query { ...f${level + 1} ...f${level + 1} }`).join(' ')} fragment f${levels} on Query { __typename }`;
const inlineBomb = (levels: number) =>
  `query { ...f0 } ${Array.from({ length: levels }, (_, level) => `fragment f${level} on Query { ... { ...f${level + 1} } ... { ...f${level + 1} } }`).join(' ')} fragment f${levels} on Query { x }`;

/** Hostile documents: a name, the document and the rule that refuses it; `none` where validation does. */
export const hostileDocuments: [string, string, string][] = [
  ['2,001 tokens', `{ ${'a '.repeat(1_999)} }`, 'TOKENS'],
  ['500 selections of the same field', `{ ${'me{id} '.repeat(500)} }`, 'TOKENS'],
  ['10,000 selections of the same field', `{ ${'me{id} '.repeat(10_000)} }`, 'TOKENS'],
  [
    '101 aliases of __typename',
    `{ ${Array.from({ length: 101 }, (_, n) => `a${n}: __typename`).join(' ')} }`,
    'ALIASES',
  ],
  ['31 aliases', `{ ${Array.from({ length: 31 }, (_, n) => `a${n}: x`).join(' ')} }`, 'ALIASES'],
  [
    '1,000 aliased lookups',
    `{ ${Array.from({ length: 1_000 }, (_, n) => `a${n}: deal(id: "${n}") { id }`).join(' ')} }`,
    'TOKENS',
  ],
  ['20,000 directives', `{ a ${'@x '.repeat(20_000)} }`, 'TOKENS'],
  ['depth 13', nested(13), 'DEPTH'],
  ['depth 20', nested(20), 'DEPTH'],
  ['depth 600', nested(600), 'DEPTH'],
  ['depth 2,000', nested(2_000), 'TOKENS'],
  [
    'depth through fragments',
    'query { ...a } fragment a on Q { a { ...b } } fragment b on Q { b { c { d { e { f { g { h { i { j { k { l { m } } } } } } } } } } } }',
    'DEPTH',
  ],
  ['a fragment bomb of 2^25', fragmentBomb(25), 'ROOT_FIELDS'],
  [
    'a nested fragment bomb of 2^25',
    fragmentBomb(25).replace('query { ...f0 }', 'query { a { ...f0 } }'),
    'FIELDS',
  ],
  ['an inline fragment bomb of 2^60', inlineBomb(60), 'ROOT_FIELDS'],
  [
    'a fragment that contains itself',
    'query { a { ...f } } fragment f on Q { b { ...f } }',
    'FRAGMENT_CYCLE',
  ],
  [
    'fragments that contain each other',
    'query { ...f } fragment f on Q { ...g } fragment g on Q { ...f }',
    'FRAGMENT_CYCLE',
  ],
  [
    'overlapping fields 1,500 × 10',
    `{ ${Array.from({ length: 1_500 }, (_, n) => `a${n % 10} { b }`).join(' ')} }`,
    'TOKENS',
  ],
  [
    'overlapping inline fragments 80 × 50',
    `{ ${Array.from({ length: 80 }, () => `... on Q { ${'a { b } '.repeat(50)} }`).join(' ')} }`,
    'TOKENS',
  ],
  ['an alias __proto__', '{ __proto__: a }', 'FORBIDDEN_NAME'],
  ['aliases constructor and prototype', '{ constructor: a { prototype: b } }', 'FORBIDDEN_NAME'],
  ['a variable __proto__', 'query($__proto__: Int) { a(b: $__proto__) }', 'FORBIDDEN_NAME'],
  ['a fragment named prototype', 'query { ...prototype } fragment prototype on Q { a }', 'FORBIDDEN_NAME'],
  ['2,000 operations', Array.from({ length: 2_000 }, (_, n) => `query q${n} { a }`).join(' '), 'TOKENS'],
  ['two operations', 'query a { a } query b { b }', 'ONE_OPERATION'],
  ['no operation', 'fragment f on Q { a }', 'ONE_OPERATION'],
  ['a subscription', 'subscription { x }', 'SUBSCRIPTION'],
  ['11 root fields', '{ a b c d e f g h i j k }', 'ROOT_FIELDS'],
  [
    '11 root fields through a fragment',
    'query { ...f } fragment f on Q { a b c d e f g h i j k }',
    'ROOT_FIELDS',
  ],
  ['two changes in one mutation', 'mutation { a b }', 'ROOT_FIELDS'],
  ['two changes through a fragment', 'mutation { a ...f } fragment f on M { b }', 'ROOT_FIELDS'],
  ['@skip on every field', `{ ${'a @skip(if: true) '.repeat(400)} }`, 'TOKENS'],
  ['a NUL character', '{ a\u0000 }', 'SYNTAX'],
  ['an unterminated string', '{ a(b: "', 'SYNTAX'],
  ['words that are no GraphQL', 'select * from partner', 'SYNTAX'],
  ['an empty selection', '{ }', 'SYNTAX'],
  ['only a comment', '# nothing', 'SYNTAX'],
  ['a list nested 900 deep', `{ a(b: ${'['.repeat(900)}${']'.repeat(900)}) }`, 'none'],
];
