// The arm to compare with: Apollo's gateway and its own data source, over the same services, with the same check of
// who is asking. It adds the internal token, without which the services answer nobody.
import { readFileSync } from 'node:fs';
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import { createHttpExchanger } from '@channelgraph/gateway/data-sources/http-exchange.ts';
import { demoPersonas } from '@channelgraph/gateway/identity/demo-personas.ts';
import { createDevelopmentIssuer } from '@channelgraph/gateway/identity/development-issuer.ts';
import { createIdentity } from '@channelgraph/gateway/identity/identity.ts';
import { createRemoteIdentity } from '@channelgraph/gateway/identity/remote-identity.ts';
import {
  importInternalSigner,
  internalTokenHeader,
  signInternalToken,
} from '@channelgraph/server/identity/internal-token.ts';
import type { JWK } from 'jose';

interface Scope {
  readonly viewer: Viewer;
  readonly requestId: string;
}

const variable = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set.`);
  return value;
};

const signer = await importInternalSigner(JSON.parse(variable('GATEWAY_INTERNAL_KEY')) as JWK);
const { trusted } = await createDevelopmentIssuer({
  dataDirectory: variable('DATA_DIRECTORY'),
  personas: demoPersonas,
});
const identity = createIdentity({
  trusted,
  resolveIdentity: createRemoteIdentity({
    url: new URL('/identity', variable('PARTNERS_URL')),
    sign: (call) => signInternalToken(signer, call),
    exchanger: createHttpExchanger(),
    timeoutMs: 2_000,
  }),
});

class SignedDataSource extends RemoteGraphQLDataSource<Scope> {
  readonly service: string;

  constructor(service: string) {
    super({ url: new URL('/graphql', variable(`${service.toUpperCase()}_URL`)).href });
    this.service = service;
  }

  override async willSendRequest({
    request,
    context,
  }: Parameters<NonNullable<RemoteGraphQLDataSource<Scope>['willSendRequest']>>[0]): Promise<void> {
    // The gateway also asks without a context, to see whether the service is there; nobody signs for that.
    if (!('viewer' in context)) return;
    const { http, ...body } = request;
    const { viewer, requestId } = context;
    const call = { viewer, requestId, audience: this.service, body: JSON.stringify(body) };
    http?.headers.set(internalTokenHeader, await signInternalToken(signer, call));
  }
}

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(new URL('../../gateway/supergraph.graphql', import.meta.url), 'utf8'),
  buildService: ({ name }) => new SignedDataSource(name),
});
const { url } = await startStandaloneServer(new ApolloServer<Scope>({ gateway }), {
  listen: { host: '127.0.0.1', port: Number(variable('PORT')) },
  context: async ({ req }) => ({
    viewer: await identity.authenticate(req.headers.authorization),
    requestId: crypto.randomUUID(),
  }),
});
process.stdout.write(`ready at ${url}\n`);
