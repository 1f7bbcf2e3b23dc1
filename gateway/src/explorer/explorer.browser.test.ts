import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoPersonas } from '../identity/demo-personas.ts';
import { createDevelopmentIssuer } from '../identity/development-issuer.ts';
import { createIdentity } from '../identity/identity.ts';
import type { Gateway } from '../server.ts';
import { startLocalGateway } from '../testing/stub-gateway.ts';
import { ada } from '../testing/stub-identity.ts';

const executablePath = '/usr/bin/chromium';
const hasBrowser = existsSync(executablePath);

describe.skipIf(!hasBrowser)('the explorer in a browser (skipped where Debian’s chromium is missing)', () => {
  let dataDirectory: string;
  let gateway: Gateway;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    dataDirectory = await mkdtemp(join(tmpdir(), 'gateway-browser-'));
    const development = await createDevelopmentIssuer({ dataDirectory, personas: demoPersonas });
    gateway = await startLocalGateway({
      development,
      identity: createIdentity({
        trusted: development.trusted,
        resolveIdentity: (userId) => Promise.resolve({ ...ada, userId }),
      }),
    });
    const isRoot = process.getuid?.() === 0;
    browser = await chromium.launch({ executablePath, args: isRoot ? ['--no-sandbox'] : [] });
    page = await browser.newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => {
      const isOurs = request.url().startsWith(gateway.url) || request.url().startsWith('data:');
      if (!isOurs) complaints.push(`asked for ${request.url()}`);
    });
  }, 60_000);

  afterAll(async () => {
    await browser.close();
    await gateway.stop();
    await rm(dataDirectory, { recursive: true });
  });

  const run = async (expected: string) => {
    await page.click('.graphiql-execute-button');
    await page.locator('.result-window', { hasText: expected }).waitFor();
  };

  it('runs a query as the chosen persona, then as another, within its own policy', async () => {
    const query = encodeURIComponent('{ viewer { userId } }');
    await page.goto(`${gateway.url}/?persona=harbor.sales&query=${query}`);
    await page.locator('.graphiql-execute-button').waitFor();
    await run('harbor.sales');
    await page.getByLabel('Persona').selectOption('ada.admin');
    await page.getByRole('status').filter({ hasText: 'Queries now run as ada.admin.' }).waitFor();
    await run('ada.admin');
    expect(complaints).toEqual([]);
  }, 60_000);

  it('opens an example of the persona', async () => {
    await page.getByLabel('Example').selectOption('partner-board');
    await page.getByRole('button', { name: 'Open example' }).click();
    await page.locator('.graphiql-query-editor', { hasText: 'PartnerBoard' }).waitFor();
    expect(new URL(page.url()).searchParams.get('example')).toBe('partner-board');
    expect(await page.getByLabel('Persona').inputValue()).toBe('ada.admin');
  }, 60_000);
});
