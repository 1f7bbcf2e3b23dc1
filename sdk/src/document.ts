import { type ExecutableDocument, printDocument } from './print-document.ts';

/** Carries the types of an operation's result and variables; nothing of it exists at run time. */
export interface TypedDocument<Data, Variables> {
  readonly __apiType?: (variables: Variables) => Data;
}

/** What an operation does. */
export type OperationKind = 'query' | 'mutation';

/** A document of this SDK: one named operation with its fragments, as text. */
export interface Operation<Data = unknown, Variables = never> extends TypedDocument<Data, Variables> {
  readonly kind: OperationKind;
  readonly name: string;
  readonly text: string;
}

/**
 * Everything that `client.query` and `client.mutate` take beside plain strings: documents of this SDK, the
 * `TypedDocumentNode` of GraphQL Code Generator and gql.tada, and its `TypedDocumentString`.
 */
export type QueryDocument<Data, Variables> = TypedDocument<Data, Variables> &
  (ExecutableDocument | { toString(): string });

const isOperation = (document: object): document is Operation => 'text' in document && 'kind' in document;
const isNode = (document: object): document is ExecutableDocument => 'definitions' in document;

/** Leaves only what stands outside of braces, brackets, strings, comments, directives and fragments' heads. */
function outline(text: string): string {
  let rest = text.replace(/"""(?:\\"""|[^])*?"""|"(?:\\.|[^"\\])*"|#.*/g, '');
  for (let before = ''; before !== rest;) {
    before = rest;
    rest = rest.replace(/{[^{}]*}|\([^()]*\)|\[[^[\]]*\]/g, ';');
  }
  return rest.replace(/fragment\s+\w+\s+on\s+\w+|@\s*\w+/g, '');
}

function findOperation(text: string, wanted: string | undefined): { kind: OperationKind; name: string } {
  const found = [...outline(text).matchAll(/\b(query|mutation|subscription)\b\s*(\w*)/g)];
  const matching = found.filter(([, , name]) => wanted === undefined || name === wanted);
  const [[, kind, name = ''] = ['', found.length === 0 ? 'query' : '']] = matching;
  if (matching.length > 1 || (kind !== 'query' && kind !== 'mutation')) {
    throw new TypeError(
      'The document must hold one query or mutation, or `operationName` must name one of them.',
    );
  }
  return { kind, name };
}

/** Reads the operation out of any kind of document. */
export function toOperation(
  document: string | QueryDocument<unknown, never>,
  operationName?: string,
): Operation {
  if (typeof document === 'object' && isOperation(document)) return document;
  const text = typeof document === 'object' && isNode(document) ? printDocument(document) : String(document);
  return { text, ...findOperation(text, operationName) };
}
