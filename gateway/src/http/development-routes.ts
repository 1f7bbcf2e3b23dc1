import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { DevelopmentIssuer } from '../identity/development-issuer.ts';

const tokenRequest = z.object({ persona: z.string().max(100) });

/** Registers the routes that list the personas and sign a token for one of them; development only. */
export function registerDevelopmentRoutes(app: FastifyInstance, issuer: DevelopmentIssuer): void {
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
