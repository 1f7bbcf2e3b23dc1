import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { DevelopmentIssuer } from '../identity/development-issuer.ts';
import { isLoopback } from '../loopback.ts';

const tokenRequest = z.object({ persona: z.string().max(100) });

/** Registers the routes that list the personas and sign a token for one of them; development only. */
export function registerDevelopmentRoutes(app: FastifyInstance, issuer: DevelopmentIssuer): void {
  // A name that leads here from elsewhere would let a foreign page fetch an administrator's token.
  app.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/development/') || isLoopback(request.hostname)) return;
    await reply
      .code(403)
      .send({ message: 'Tokens are signed for this machine only: ask 127.0.0.1 or localhost.' });
  });
  app.get('/development/personas', () => ({ personas: issuer.personas }));
  app.post('/development/token', async (request, reply) => {
    const parsed = tokenRequest.safeParse(request.body);
    const known = issuer.personas.map(({ name }) => name);
    if (!parsed.success || !known.includes(parsed.data.persona)) {
      return reply.code(400).send({ message: `Send {"persona": …}, one of: ${known.join(', ')}.` });
    }
    return { token: await issuer.issueToken(parsed.data.persona) };
  });
}
