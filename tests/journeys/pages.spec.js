// The whole story through the window's own pages in Chromium, over the real core, with the demo shop beside them.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';

import { openHost } from '../lib/host.js';
import { STORY, TARGET } from '../lib/paths.js';
import { openShop } from '../lib/shop.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PASSPHRASE = 'walnut cello harbour nineteen';

let folder;
let host;
let shop;

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-pages-'));
  mkdirSync(join(folder, 'shop'));
  [host, shop] = await Promise.all([openHost(join(folder, 'vault')), openShop(join(folder, 'shop'))]);
});

test.afterAll(() => {
  host.close();
  shop.close();
  rmSync(folder, { recursive: true });
});

/** No page may break the policy, throw, or be inaccessible. */
function watched(context) {
  const troubles = [];
  context.on('weberror', (error) => troubles.push(String(error.error())));
  context.on('console', (message) => {
    // A refused command, and a way back in the wrong browser, are answers and no faults of the page.
    const refused = /status of (422|403)/.test(message.text());
    if (message.type() === 'error' && !refused) troubles.push(message.text());
  });
  return troubles;
}

/** Runs axe outside the page's policy, through the debugger. */
async function accessible(page) {
  const debug = await page.context().newCDPSession(page);
  const evaluate = async (expression) => (await debug.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })).result.value;
  await evaluate(AXE);
  const found = await evaluate("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html))");
  expect(found).toEqual([]);
  await debug.detach();
}

async function picture(page, name) {
  await page.screenshot({ path: join(TARGET, 'journeys', `${name}.png`) });
}

const section = (page, name) => page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name });
const card = (page, label) => page.getByRole('article', { name: label, exact: true });

test('from exports to a personalised shop page, and back by revoking', async ({ browser }) => {
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const troubles = watched(context);
  const page = await context.newPage();

  await test.step('a new user creates a vault', async () => {
    await page.goto(`${host.origin}/unlock.html`);
    await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await page.getByLabel('Passphrase again', { exact: true }).fill(PASSPHRASE);
    await page.getByRole('checkbox').check();
    await accessible(page);
    await picture(page, '01-create');
    await page.getByRole('button', { name: 'Create vault' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Your vault is ready. What may it know?');
    await accessible(page);
    await picture(page, '02-empty-home');
  });

  await test.step('exports are previewed, asked about, and imported', async () => {
    await section(page, 'Imports').click();
    await page.getByRole('textbox', { name: 'or type a path' }).fill(STORY);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await expect(page.getByRole('heading', { name: /can be imported/ })).toBeVisible();
    await expect(page.getByRole('checkbox', { name: /Kids/ })).not.toBeChecked();
    await page.getByRole('checkbox', { name: /Alex/ }).check();
    await accessible(page);
    await picture(page, '03-import-preview');
    await page.getByRole('button', { name: 'Import', exact: true }).click();
    await expect(page.getByRole('heading', { name: /new entries/ })).toBeVisible();
    await picture(page, '04-imported');
    await page.getByRole('link', { name: 'Look at the suggestions' }).click();
  });

  await test.step('preferences show their evidence; some are confirmed, one is edited, one hidden, two are stated', async () => {
    await expect(card(page, 'Film genres')).toContainText(/\d+ of your \d+ finished titles/);
    for (const label of ['Film genres', 'Series genres', 'What you shop for', 'Budget']) await page.getByRole('button', { name: `Confirm ${label}` }).click();
    await page.getByRole('button', { name: 'Hide How often you buy' }).click();
    await page.getByRole('button', { name: 'Edit Colours you like' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: 'Green' }).check();
    await accessible(page);
    await picture(page, '05-edit');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('button', { name: 'Edit Shoe size' }).click();
    await dialog.getByRole('combobox', { name: 'Usual size', exact: true }).selectOption('42');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    await accessible(page);
    await page.mouse.move(0, 0);
    // What can be undone stays for ten seconds.
    await expect(page.getByText('Shoe size is saved.')).toHaveCount(0, { timeout: 15_000 });
    await picture(page, '06-profile');
  });

  const visitor = await browser.newContext({ reducedMotion: 'reduce' });
  const storefront = await visitor.newPage();
  let link;

  await test.step('the shop offers to personalise, and the vault fetches and files its request', async () => {
    await storefront.goto(shop.origin);
    await picture(storefront, '07-shop-impersonal');
    await storefront.getByRole('button', { name: /Personalise with Inkling/ }).first().click();
    link = await storefront.getByRole('link', { name: /Open my Inkling vault/ }).getAttribute('href');
    await picture(storefront, '08-shop-asks');
    await section(page, 'Requests').click();
    await page.getByRole('textbox', { name: 'Link from a shop' }).fill(link);
  });

  const consent = await test.step('the consent window shows exact values, and the person shares some', async () => {
    const opened = context.waitForEvent('page');
    await page.getByRole('button', { name: 'Open link' }).click();
    const window = await opened;
    await window.setViewportSize({ width: 640, height: 820 });
    await expect(window.getByRole('heading', { level: 1 })).toContainText('localhost');
    await expect(window.getByRole('heading', { level: 2, name: 'Only this 1 detail would be shared.' })).toBeVisible();
    await window.getByRole('switch', { name: /Shoe size/ }).click();
    await window.getByRole('switch', { name: /Budget/ }).click();
    await expect(window.getByRole('heading', { level: 2, name: 'Only these 3 details would be shared.' })).toBeVisible();
    await expect(window.getByRole('button', { name: 'Share', exact: true })).toBeEnabled();
    await accessible(window);
    await picture(window, '09-consent-optional');
    await window.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
    await picture(window, '09-consent');
    await window.emulateMedia({ colorScheme: 'dark' });
    await accessible(window);
    await picture(window, '10-consent-dark');
    return window;
  });

  await test.step('the token goes to the shop, and its page changes', async () => {
    // The way back works once, and only in the browser that asked: this one only says where it leads.
    await consent.route(/response_code/, (route) => route.fulfill({ status: 204 }));
    const back = consent.waitForRequest(/response_code/);
    await consent.getByRole('button', { name: 'Share', exact: true }).click();
    const address = (await back).url();
    await consent.close();
    await storefront.goto(address);
    await expect(storefront.getByText(/Because you told us/i).first()).toBeVisible();
    await picture(storefront, '11-shop-personal');
    await storefront.goto(`${shop.origin}/inkling`);
    await expect(storefront.getByText(/42/).first()).toBeVisible();
    await picture(storefront, '12-shop-holds');
  });

  await test.step('a changed preference arrives by push', async () => {
    await section(page, 'My profile').click();
    await page.getByRole('button', { name: 'Edit Shoe size' }).click();
    await page.getByRole('dialog').getByRole('combobox', { name: 'Usual size', exact: true }).selectOption('43');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await expect(async () => {
      const held = await visitor.request.get(`${shop.origin}/api/me`);
      expect((await held.json()).version).toBe(2);
    }).toPass();
  });

  const asksShop = () => visitor.request.get(`${shop.origin}/api/me`);

  await test.step('plain mode makes the shop everybody’s, and is undone where it was switched on', async () => {
    await section(page, 'Connected shops').click();
    await page.getByRole('switch', { name: 'Plain mode for every shop' }).click();
    const shopIs = (plain) => expect(async () => expect((await (await asksShop()).json()).plain).toBe(plain)).toPass();
    await shopIs(true);
    await storefront.goto(shop.origin);
    await expect(storefront.getByText('Plain mode is on in your vault.')).toBeVisible();
    await expect(storefront.getByText(/Because you told us/i)).toHaveCount(0);
    await accessible(storefront);
    await picture(storefront, '12-shop-plain');
    await storefront.goto(`${shop.origin}/inkling`);
    await accessible(storefront);
    await picture(storefront, '12-shop-holds-plain');
    await page.getByRole('link', { name: /^localhost/ }).click();
    await expect(page.getByRole('region', { name: 'What it holds now' }).getByRole('heading', { name: 'No personalisation' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'What you approved, and what waits' }).getByText('EU 43')).toBeVisible();
    await accessible(page);
    await picture(page, '12-what-waits');
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await shopIs(false);
    await storefront.goto(shop.origin);
    await expect(storefront.getByText(/Because you told us/i).first()).toBeVisible();
  });

  await test.step('a pause empties the shop at once; going on brings back what may be known now', async () => {
    await section(page, 'Connected shops').click();
    await accessible(page);
    await picture(page, '13-connected-shops');
    await page.getByRole('link', { name: /^localhost/ }).click();
    await accessible(page);
    await picture(page, '14-what-the-shop-holds');
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await accessible(page);
    await page.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).click();
    await expect(page.getByRole('button', { name: 'Resume' })).toBeVisible();
    await storefront.goto(shop.origin);
    await expect(storefront.getByText('You paused sharing.')).toBeVisible();
    await expect(storefront.getByText(/Because you told us/i)).toHaveCount(0);
    await picture(storefront, '14-shop-paused');
    await page.getByRole('button', { name: 'Resume' }).click();
    await expect(async () => {
      await storefront.goto(shop.origin);
      await expect(storefront.getByText(/Because you told us/i).first()).toBeVisible({ timeout: 500 });
    }).toPass();
  });

  await test.step('taking back a group is shown first, and then is what the shop holds', async () => {
    await page.getByRole('button', { name: 'Change' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('switch', { name: 'Budget' }).click();
    await picture(page, '14-change');
    await dialog.getByRole('button', { name: 'Look at the change' }).click();
    await accessible(page);
    await picture(page, '14-change-review');
    await dialog.getByRole('button', { name: 'Change it' }).click();
    await expect(dialog).toBeHidden();
    await expect(async () => expect(Object.keys((await (await asksShop()).json()).details).toSorted()).toEqual(['interests.media.film', 'shoes.size'])).toPass();
  });

  await test.step('a later end is decided in a window of its own, and by nothing but a yes', async () => {
    const longer = async () => {
      await page.getByRole('button', { name: 'Change' }).click();
      const [window] = await Promise.all([page.context().waitForEvent('page'), page.getByRole('button', { name: /^Until .* longer$/ }).last().click()]);
      await expect(window.getByRole('heading', { level: 1 })).toContainText('localhost');
      await expect(window.getByRole('heading', { level: 2, name: /^It would last \d+ days longer\.$/ })).toBeVisible();
      await expect(window.getByRole('button', { name: 'Extend', exact: true })).toBeEnabled();
      return window;
    };
    const end = page.locator('dl').getByText(/20\d\d/).nth(1);
    const before = await end.textContent();
    const refused = await longer();
    await accessible(refused);
    await picture(refused, '14-extension');
    // The window may be gone before the key is let go.
    await Promise.all([refused.waitForEvent('close'), refused.keyboard.press('Escape').catch(() => {})]);
    await expect(end).toHaveText(before);
    const agreed = await longer();
    await Promise.all([agreed.waitForEvent('close'), agreed.getByRole('button', { name: 'Extend', exact: true }).click()]);
    await expect(end).not.toHaveText(before);
  });

  await test.step('with a mailbox the shop can fetch while this computer is off', async () => {
    await section(page, 'Settings').click();
    await page.getByRole('button', { name: 'Set up a mailbox' }).click();
    await page.getByRole('textbox', { name: 'Folder' }).fill(join(folder, 'nowhere'));
    await page.getByRole('textbox', { name: /Public address/ }).fill('http://localhost:9/box');
    await page.getByRole('button', { name: 'Try it and turn on' }).click();
    await expect(page.getByText('does not exist').first()).toBeVisible();
    mkdirSync(join(folder, 'nowhere'));
    await page.getByRole('button', { name: 'Try it and turn on' }).click();
    await expect(page.getByRole('button', { name: 'Turn off' })).toBeVisible();
    await expect(async () => expect(readdirSync(join(folder, 'nowhere')).toSorted()).toEqual(['m', 's'])).toPass();
    await accessible(page);
    await picture(page, '14-mailbox');
  });

  await test.step('stopping in Connected shops empties the shop’s copy', async () => {
    await section(page, 'Connected shops').click();
    await page.getByRole('link', { name: /^localhost/ }).click();
    await page.getByRole('button', { name: 'Stop sharing' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop sharing' }).click();
    await expect(page.getByText('Stopped').first()).toBeVisible();
    expect((await asksShop()).status()).toBe(410);
    await storefront.goto(shop.origin);
    await expect(storefront.getByText(/Because you told us/i)).toHaveCount(0);
  });

  await test.step('everything stands in the history, with a receipt', async () => {
    await section(page, 'History').click();
    await accessible(page);
    await picture(page, '15-history');
    await page.getByRole('link', { name: /^Receipt for/ }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: 'Receipt' })).toBeVisible();
    await accessible(page);
    await picture(page, '16-receipt');
  });

  await test.step('locked and unlocked again, it is all still there; a wrong passphrase is refused', async () => {
    await page.keyboard.press('Control+l');
    await page.getByLabel('Passphrase', { exact: true }).fill('something else entirely');
    await page.getByRole('button', { name: 'Unlock' }).click();
    await expect(page.getByRole('alert')).toContainText('does not open this vault');
    await picture(page, '17-wrong-passphrase');
    await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
    await page.keyboard.press('Enter');
    await section(page, 'My profile').click();
    await expect(card(page, 'Shoe size')).toContainText('EU 43');
  });

  expect(troubles).toEqual([]);
});
