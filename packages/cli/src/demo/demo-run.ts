import type { GraphqlExecutor } from '../graphql/executor.ts';

/** What the demo program is told into: the API as an administrator, and the levers of a development deployment. */
export interface DemoRun {
  readonly executor: GraphqlExecutor;
  /** How many times the demo's partners are repeated; 1 tells the story once. */
  readonly scale: number;
  /** Stops the business clock at an instant. */
  setClock(instant: Date): void;
  /** Waits until the services have worked off what the calls so far have caused. */
  settle(): Promise<void>;
  /** Says what is being done. */
  onProgress(line: string): void;
}
