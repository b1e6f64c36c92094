// The browser in which a person shops: Chromium, with one page.
import { chromium } from '@playwright/test';

/** Opens the browser; `page` is Playwright's. */
export async function openBrowser() {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, locale: 'en-US' });
  return { page, close: () => browser.close() };
}
