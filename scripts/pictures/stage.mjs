// The service, the browser and the people of the pictures.
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pino } from 'pino';
import { chromium } from 'playwright-core';
import { DevelopmentTokens } from '../../dist/libs/auth/index.js';
import { SupportAccessClient } from '../../dist/libs/client/index.js';
import { parseConfig } from '../../dist/libs/config/index.js';
import { startService } from '../../dist/apps/service/service.js';
import { withPalette } from './png.mjs';

const HEIGHTS = { 1280: 720, 390: 780 };
/** From the last change of the page to the picture. */
const SETTLED_MS = 400;

/** Who is in the pictures, by the `sub` of their token. */
const CAST = {
  crm: { role: 'service', name: 'CRM' },
  olivia: { role: 'owner', name: 'Olivia Hart', email: 'olivia@acme.example' },
  erin: { role: 'engineer', name: 'Erin Doyle', email: 'erin@northwind.example' },
  eve: { role: 'engineer', name: 'Eve Marsh', email: 'eve@northwind.example' },
  emil: { role: 'engineer', name: 'Emil Novak', email: 'emil@northwind.example' },
};

export class Stage {
  /** @param clock what `Date` of this process reads */
  static async open({ directory, chromium: executablePath, clock }) {
    const vendor = createServer().listen(0);
    await once(vendor, 'listening');
    const vendorOrigin = `http://localhost:${vendor.address().port}`;
    const service = await startService(
      parseConfig({
        PORT: '0',
        EVENT_STORE_URL: `sqlite:${join(directory, 'events.db')}`,
        READ_MODEL_URL: `sqlite:${join(directory, 'read-models.db')}`,
        DEV_KEYS_DIR: join(directory, 'dev-keys'),
        CONSOLE_BRAND: 'Northwind Support',
        REQUIRE_TICKET: 'true',
        TICKET_URL: 'https://desk.example.com/t/{ticketId}',
        SESSION_LANDING_URL: `${vendorOrigin}/support-session`,
        CORS_ORIGINS: vendorOrigin,
      }),
      pino({ level: process.env.LOG_LEVEL ?? 'silent' }),
    );
    const browser = await chromium.launch({
      executablePath,
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
      env: { ...process.env, FONTCONFIG_FILE: join(import.meta.dirname, 'fonts.conf') },
    });
    const tokens = await DevelopmentTokens.open(join(directory, 'dev-keys'));
    return new Stage({ service, browser, tokens, vendor, vendorOrigin, clock });
  }

  constructor(parts) {
    Object.assign(this, parts);
  }

  /** The API for somebody, at an instant. */
  at(instant, name) {
    this.clock.set(instant);
    const token = () => this.token(name);
    return new SupportAccessClient({ baseUrl: this.service.address, token });
  }

  token(name) {
    const { role, ...claims } = CAST[name];
    return this.tokens.sign([role], name, claims);
  }

  /** The example of a vendor's page with both widgets. @returns its address */
  async embeddingPage(name) {
    const html = readFileSync(new URL('../../examples/embed/index.html', import.meta.url), 'utf8');
    const [page, token] = [html.replaceAll('{SUPPORT}', this.service.address), await this.token(name)];
    this.vendor.on('request', ({ url }, response) => {
      const [type, body] =
        url === '/support-token' ? ['text/plain', token] : ['text/html; charset=utf-8', page];
      response.writeHead(200, { 'Content-Type': type }).end(body);
    });
    return this.vendorOrigin;
  }

  /** Draws a scene: whose page it is, its path, when, and what is there once it is complete. */
  async draw({ as, path, at, shows, live = 'footer .live' }, { width, scheme, file }) {
    this.clock.set(at);
    const context = await this.browser.newContext({
      viewport: { width, height: HEIGHTS[width] },
      colorScheme: scheme,
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
      reducedMotion: 'reduce',
    });
    try {
      const page = await context.newPage();
      await page.clock.setFixedTime(this.clock.now());
      if (as !== undefined) await this.signIn(page, as);
      await page.goto(new URL(path, this.service.address).href);
      await page.getByText(shows).filter({ visible: true }).first().waitFor();
      await page.locator(live).waitFor();
      // As tall as the page: its last line sticks to the bottom of the window.
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.setViewportSize({ width, height: Math.max(height, HEIGHTS[width]) });
      await page.waitForTimeout(SETTLED_MS);
      const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' });
      writeFileSync(file, withPalette(picture));
    } finally {
      await context.close();
    }
  }

  async signIn(page, name) {
    const { role, name: fullName } = CAST[name];
    await page.goto(`${this.service.address}/console/sign-in`);
    await page.locator('details > summary').click();
    const form = page.locator('details form');
    await form.locator('[name=role]').selectOption(role);
    await form.locator('[name=id]').fill(name);
    await form.locator('[name=name]').fill(fullName);
    await form.getByRole('button').click();
    await page.waitForURL((url) => url.pathname !== '/console/sign-in');
  }

  async close() {
    await this.browser.close();
    await this.service.close();
    this.vendor.closeAllConnections();
    this.vendor.close();
  }
}
