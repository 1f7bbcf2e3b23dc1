import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSchema, Kind, parse, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoPersonas } from '../identity/demo-personas.ts';
import { createDevelopmentIssuer } from '../identity/development-issuer.ts';
import { estimateCost } from '../limits/cost.ts';
import { checkDocument } from '../limits/document-limits.ts';
import { defaultLimits } from '../limits/limits.ts';
import type { Gateway } from '../server.ts';
import { startLocalGateway } from '../testing/stub-gateway.ts';
import { parseExample, readExamples } from './examples.ts';
import { assetNames } from './explorer-assets.ts';

let gateway: Gateway;
let dataDirectory: string;

beforeAll(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'gateway-explorer-'));
  const development = await createDevelopmentIssuer({ dataDirectory, personas: demoPersonas });
  gateway = await startLocalGateway({ development });
});
afterAll(async () => {
  await gateway.stop();
  await rm(dataDirectory, { recursive: true });
});

describe('the explorer page', () => {
  it('loads nothing from anywhere else, and is told so by its policy', async () => {
    const page = await fetch(`${gateway.url}/`);
    const html = await page.text();
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(html).not.toMatch(/https?:/);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/https?:|unsafe-eval|\*/);
    const names = [...html.matchAll(/(?:src|href)="\/explorer\/([^"]+)"/g)].map(([, name]) => name);
    expect(names.toSorted((a = '', b = '') => a.localeCompare(b))).toEqual([
      'explorer.css',
      'explorer.js',
      'graphiql.css',
      'graphiql.js',
    ]);
  });

  it('labels every control', async () => {
    const html = await (await fetch(`${gateway.url}/`)).text();
    for (const [, id] of html.matchAll(/<select id="([^"]+)"/g))
      expect(html).toContain(`<label for="${id}">`);
    expect(html).toContain('lang="en"');
    expect(html).toContain('role="status"');
  });

  it.each(assetNames)('serves %s', async (name) => {
    const asset = await fetch(`${gateway.url}/explorer/${name}`);
    expect(asset.status).toBe(200);
    expect(asset.headers.get('content-encoding')).toBe('gzip');
    expect((await asset.text()).length).toBeGreaterThan(100);
  });

  it('serves no other file', async () => {
    for (const name of ['explorer-routes.ts', '..%2Fserver.ts', 'constructor']) {
      expect((await fetch(`${gateway.url}/explorer/${name}`)).status).toBe(404);
    }
  });
});

describe('the example operations', () => {
  const examples = readExamples();
  const api = buildSchema(readFileSync(new URL('../../api.graphql', import.meta.url), 'utf8'));

  it('are for personas that exist, and there is one for each persona', () => {
    const known = demoPersonas.map(({ name }) => name);
    expect(examples.flatMap(({ personas }) => personas).filter((name) => !known.includes(name))).toEqual([]);
    expect(known.filter((name) => !examples.some(({ personas }) => personas.includes(name)))).toEqual([]);
  });

  it.each(examples.map(({ name, query }) => [name, query]))(
    '%s is valid and within the limits',
    (_name, query) => {
      const document = parse(query);
      expect(validate(api, document)).toEqual([]);
      expect(() => checkDocument(query, defaultLimits)).not.toThrow();
      const operation = document.definitions.find(
        (definition) => definition.kind === Kind.OPERATION_DEFINITION,
      );
      const { cost } = estimateCost(
        { schema: api, document, operation: operation!, variables: {} },
        defaultLimits,
      );
      expect(cost).toBeLessThanOrEqual(defaultLimits.maxCost);
    },
  );

  it('must say what they show and to whom', () => {
    expect(() => parseExample('01-x.graphql', '{ viewer { userId } }')).toThrow(
      '01-x.graphql must begin with',
    );
    expect(parseExample('01-who-am-i.graphql', '# Who am I?\n# Personas: a, b\n{ x }\n')).toEqual({
      name: 'who-am-i',
      title: 'Who am I?',
      personas: ['a', 'b'],
      query: '{ x }',
    });
  });

  it('signs tokens only for requests that name this machine', async () => {
    const ask = (host: string) =>
      gateway.app.inject({
        method: 'POST',
        url: '/development/token',
        headers: { host, 'content-type': 'application/json' },
        payload: { persona: 'ada.admin' },
      });
    expect((await ask('evil.example:4000')).statusCode).toBe(403);
    expect((await ask('127.0.0.1.evil.example')).statusCode).toBe(403);
    expect((await ask('localhost:4000')).statusCode).toBe(200);
    expect((await ask('[::1]:4000')).statusCode).toBe(200);
  });
});
