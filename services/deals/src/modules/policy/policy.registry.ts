import type { PolicyDefinition, PolicyKind } from '../../policies.ts';

const definitions = new Map<PolicyKind, PolicyDefinition<unknown>>();

/** Makes a kind of policy known to the API; each area adds the definition by which it reads its own. */
export function registerPolicy<Body>(definition: PolicyDefinition<Body>): void {
  definitions.set(definition.kind, definition);
}

/** Gives the definition of a kind of policy; null for one that no area has added. */
export function policyDefinition(kind: PolicyKind): PolicyDefinition<unknown> | null {
  return definitions.get(kind) ?? null;
}
