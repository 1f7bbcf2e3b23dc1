import { serviceNames } from '../packages/server/src/service-names.ts';

const generated = /(^|\/)(__generated__|node_modules|dist)\/|\.test\.ts$|^services\/[^/]+\/schema\.graphql$/;

/**
 * Returns what `pnpm generate` must write anew after a file changed, or nothing.
 *
 * @param path Relative to the repository, with forward slashes.
 */
export function targetsOf(path: string): readonly string[] {
  if (generated.test(path)) return [];
  const service = /^services\/([^/]+)\/(src|prisma\/schema)\//.exec(path)?.[1];
  if (service !== undefined) return [service, 'gateway', 'sdk'];
  if (/^packages\/(core|graphql|server)\/src\//.test(path)) return [...serviceNames, 'gateway', 'sdk'];
  if (/^sdk\/(operations|codegen)/.test(path)) return ['sdk'];
  return [];
}
