import { readFileSync } from 'node:fs';
import { serviceNames } from '@channelgraph/server/service-names.ts';
import { composeSupergraph } from '@channelgraph/gateway/compose.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { printSubgraph } from './print-subgraph.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

describe('the schemas that are committed', () => {
  it.each(serviceNames)('services/%s/schema.graphql is what the service serves', async (service) => {
    expect(read(`services/${service}/schema.graphql`), 'Run pnpm generate.').toBe(
      await printSubgraph(service),
    );
  });

  describe('composed', () => {
    let composed: Awaited<ReturnType<typeof composeSupergraph>>;
    beforeAll(async () => {
      // Errors, hints and fields that would take another service's entity away all throw here.
      composed = await composeSupergraph(
        serviceNames.map((name) => ({ name, sdl: read(`services/${name}/schema.graphql`) })),
      );
    });

    it('give the supergraph and the API that are committed, without a hint', () => {
      expect(read('gateway/supergraph.graphql') === composed.supergraph, 'Run pnpm generate.').toBe(true);
      expect(read('gateway/api.graphql') === composed.api, 'Run pnpm generate.').toBe(true);
    });

    it('use no directive that the JavaScript gateway refuses or ignores', () => {
      const features = [
        ...composed.supergraph.matchAll(/@link\(url: "https:\/\/specs\.apollo\.dev\/([^/"]+)/g),
      ].map(([, name]) => name);
      expect(new Set(features)).toEqual(new Set(['join', 'link']));
    });
  });
});
