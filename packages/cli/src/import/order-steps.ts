import type { CompiledStep } from './compile-step.ts';

/**
 * Orders steps so that what a step refers to is imported before it; steps that do not depend on each other
 * keep the mapping's order.
 *
 * @returns the order, or the names of the steps that wait for each other in a circle.
 */
export function orderSteps(
  steps: readonly CompiledStep[],
): { order: readonly CompiledStep[] } | { circle: readonly string[] } {
  const order: CompiledStep[] = [];
  let waiting = [...steps];
  while (waiting.length > 0) {
    const next = waiting.find((step) => !waiting.some((other) => dependsOn(step, other)));
    if (!next) return { circle: waiting.map((step) => step.name) };
    order.push(next);
    waiting = waiting.filter((step) => step !== next);
  }
  return { order };
}

// A step that refers to its own entity has parents inside its own file: those are ordered row by row.
function dependsOn(step: CompiledStep, other: CompiledStep): boolean {
  return step !== other && step.entity.name !== other.entity.name && step.refersTo.has(other.entity.name);
}
