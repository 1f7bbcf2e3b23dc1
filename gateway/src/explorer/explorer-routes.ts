import type { FastifyInstance } from 'fastify';
import { createAssetReader, readOwn } from './explorer-assets.ts';

// Monaco, GraphiQL's editor, sets style attributes and starts its workers from our own files.
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Registers the explorer page at `/` and its files under `/explorer/`; nothing of it comes from elsewhere. */
export function registerExplorer(app: FastifyInstance): void {
  const readAsset = createAssetReader();
  app.get('/', (_request, reply) =>
    reply
      .headers({
        'content-security-policy': contentSecurityPolicy,
        'referrer-policy': 'no-referrer',
      })
      .type('text/html; charset=utf-8')
      .send(readOwn('explorer.html')),
  );
  app.get<{ Params: { name: string } }>('/explorer/:name', async (request, reply) => {
    const asset = await readAsset(request.params.name);
    if (asset === null) return reply.callNotFound();
    return reply
      .headers({ 'content-encoding': 'gzip', 'cache-control': 'max-age=300', vary: 'accept-encoding' })
      .type(asset.contentType)
      .send(asset.gzipped);
  });
}
