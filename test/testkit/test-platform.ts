import { readCliEnvironment, type CliEnvironment } from '@channelgraph/cli/environment.ts';
import { openPlatform, type Platform } from '@channelgraph/cli/start/platform.ts';
import { databaseUrlVariable, serviceNames, type ServiceName } from '@channelgraph/server/service-names.ts';

/** What a platform on test databases is opened with. */
export interface TestPlatformOptions {
  readonly urls: Readonly<Record<ServiceName, string>>;
  /** Holds the business clock and the key of the development issuer. */
  readonly dataDirectory: string;
  readonly onStatement?: (service: ServiceName, sql: string) => void;
}

/** Opens the four subgraphs and the gateway in this process, without a port, as `start` does. */
export async function openTestPlatform({
  urls,
  dataDirectory,
  onStatement,
}: TestPlatformOptions): Promise<{ readonly platform: Platform; readonly environment: CliEnvironment }> {
  const environment = readCliEnvironment({
    NODE_ENV: 'test',
    LOG_LEVEL: 'fatal',
    DATA_DIRECTORY: dataDirectory,
    ...Object.fromEntries(serviceNames.map((service) => [databaseUrlVariable(service), urls[service]])),
  });
  const platform = await openPlatform({
    environment,
    databases: { urls, location: 'test databases', isEmbedded: false, stop: () => Promise.resolve() },
    port: null,
    ...(onStatement ? { onStatement } : {}),
  });
  return { platform, environment };
}
