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

interface Found {
  readonly kind: string;
  readonly name: string;
}

const isOperation = (document: object): document is Operation => 'text' in document && 'kind' in document;
const isNode = (document: object): document is ExecutableDocument => 'definitions' in document;

function operationsIn(text: string): Found[] {
  const code = text.replace(/"""(?:\\"""|[^])*?"""|"(?:\\.|[^"\\])*"|#.*/g, '""');
  const found: Found[] = [];
  let depth = 0;
  let isInDefinition = false;
  for (const [token, kind, name] of code.matchAll(/[{}()[\]]|\b(query|mutation|subscription|fragment)\b(?:\s+(\w+))?/g)) {
    if (kind !== undefined) {
      if (depth > 0 || isInDefinition) continue;
      isInDefinition = true;
      if (kind !== 'fragment') found.push({ kind, name: name ?? '' });
    } else if ('{(['.includes(token)) {
      if (token === '{' && depth === 0 && !isInDefinition) found.push({ kind: 'query', name: '' });
      depth += 1;
    } else {
      depth -= 1;
      if (depth === 0 && token === '}') isInDefinition = false;
    }
  }
  return found;
}

function choose(found: readonly Found[], wanted: string | undefined): { kind: OperationKind; name: string } {
  const matching = wanted === undefined ? found : found.filter((one) => one.name === wanted);
  const [operation] = matching;
  if (operation === undefined || matching.length > 1) {
    throw new TypeError('The document must hold exactly one operation, or `operationName` must name one of them.');
  }
  const { kind, name } = operation;
  if (kind === 'query' || kind === 'mutation') return { kind, name };
  throw new TypeError('Subscriptions are not supported.');
}

/** Reads the operation out of any kind of document. */
export function toOperation(document: string | QueryDocument<unknown, never>, operationName?: string): Operation {
  if (typeof document === 'object' && isOperation(document)) return document;
  const text = typeof document === 'object' && isNode(document) ? printDocument(document) : String(document);
  return { text, ...choose(operationsIn(text), operationName) };
}
