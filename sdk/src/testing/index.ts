export {
  aborted,
  graphqlError,
  jsonResponse,
  networkError,
  rateLimited,
  type ScriptedFailure,
  timedOut,
} from './failures.ts';
export { createMockClient, type MockClient, type RecordedCall, type Step } from './mock-client.ts';
export { createVirtualRuntime, type VirtualRuntime } from './virtual-runtime.ts';
