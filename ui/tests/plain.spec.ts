/** Plain mode: what the windows say of it, and what they do. */
import { expect, test, type Page } from '@playwright/test';

import * as vault from './fixtures';
import { calls, open } from './house';

const asked = async (page: Page, command: string) => (await calls(page)).find((call) => call.command === command)?.args;

test('plain mode is switched for every shop with the keyboard, and undone', async ({ page }) => {
  await open(page, 'index.html#/shops');
  const plain = page.getByRole('switch', { name: 'Plain mode for every shop' });
  await plain.focus();
  await page.keyboard.press('Space');
  await expect(page.getByText('Plain mode is on for every shop.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Undone.')).toBeVisible();
  expect(await asked(page, 'plain_on')).toEqual({ host: null });
  expect(await asked(page, 'plain_off')).toEqual({ host: null });
});

test('a shop in plain mode holds the word, and its page keeps that apart from what waits', async ({ page }) => {
  await open(page, 'index.html#/shops/12', { answers: { grant: vault.plain } });
  const holds = page.getByRole('region', { name: 'What it holds now' });
  await expect(holds.getByText('Personal advertising')).toBeVisible();
  await expect(holds.getByText('EU 40 or 40.5')).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'What you approved, and what waits' }).getByText('EU 40 or 40.5')).toBeVisible();
  await expect(page.getByText('shop.fieldandstride.example was told that you want no personalisation.')).toBeVisible();
  await page.getByRole('switch', { name: 'Plain mode for fieldandstride.example' }).uncheck();
  expect(await asked(page, 'plain_off')).toEqual({ host: 'shop.fieldandstride.example' });
});

test('a shop that was not told of plain mode yet is not said to know', async ({ page }) => {
  await open(page, 'index.html#/shops/12', { answers: { grant: { ...vault.grant, summary: { ...vault.plain.summary, state: 'updating' } } } });
  await expect(page.getByText('The shop does not know of plain mode yet.')).toBeVisible();
  await expect(page.getByText('It runs out by itself on')).toBeVisible();
  await expect(page.getByText('sends a fresh one')).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'What it holds now' }).getByText('EU 40 or 40.5')).toBeVisible();
});

test('a shop that was answered once is not said to have been told', async ({ page }) => {
  const once = { ...vault.grant, summary: { ...vault.plainGrants[2]!, id: 9 } };
  await open(page, 'index.html#/shops/9', { answers: { grant: once } });
  await expect(page.getByText('Nothing more is sent for this sharing.')).toBeVisible();
  await expect(page.getByText('What you approved, and what waits')).toHaveCount(0);
});

test('a request under plain mode says what is sent now, and what waits', async ({ page }) => {
  await open(page, 'consent.html?id=20', { answers: { instead: vault.word } });
  await expect(page.getByRole('heading', { name: 'Only that you want no personalisation would be sent.' })).toBeVisible();
  await expect(page.getByText('Personal advertising')).toBeVisible();
  await expect(page.getByText(/^No personalisation now; 2 details wait, until/)).toBeVisible();
  await page.getByRole('radio', { name: /^Once/ }).check();
  await expect(page.getByText('You answer once, so it gets this and nothing later.')).toBeVisible();
});

test('to extend under plain mode says that the details go on waiting', async ({ page }) => {
  await open(page, `consent.html?grant=12&until=${vault.extension.until}`, { answers: { preview_extension: { ...vault.extension, instead: vault.word } } });
  await expect(page.getByRole('heading', { name: 'These 3 details go on waiting' })).toBeVisible();
  await expect(page.getByText('It holds details of yours')).toHaveCount(0);
});

test('what was given once and is over says nothing of plain mode while that is off', async ({ page }) => {
  await open(page, 'index.html#/shops/9', { answers: { grant: { ...vault.grant, summary: vault.grants[2]! } } });
  const section = page.getByRole('region', { name: 'Plain mode' });
  await expect(section.getByText('When it is on, the shop gets one signed sentence')).toBeVisible();
  await expect(section.getByText('Nothing more is sent')).toHaveCount(0);
});

test('what says less than the whole word is not taken for it', async ({ page }) => {
  const less = [{ ...vault.word[0]!, lines: ['Personal advertising'], sent: '["ads"]' }];
  await open(page, 'index.html#/shops/12', { answers: { grant: { ...vault.plain, holds: less, summary: { ...vault.plain.summary, state: 'updating' } } } });
  await expect(page.getByText('The shop does not know of plain mode yet.')).toBeVisible();
  await expect(page.getByText('It has not taken that yet.')).toBeVisible();
});

test('a detail that two groups have is listed for both', async ({ page }) => {
  const [fit] = vault.grant.groups;
  await open(page, 'index.html#/shops/12', { answers: { grant: { ...vault.plain, groups: [fit, { ...fit!, id: 'again' }] } } });
  await expect(page.getByRole('region', { name: 'What you approved, and what waits' }).getByText('EU 40 or 40.5')).toHaveCount(2);
});

test('a shop that does not take plain mode is said to rest, and until when it may have its copy', async ({ page }) => {
  await open(page, 'index.html#/shops/12', { answers: { grant: vault.plainRefused } });
  await expect(page.getByText('fieldandstride.example does not take plain mode.', { exact: true })).toBeVisible();
  await expect(page.getByText('So Inkling has paused sharing with it')).toBeVisible();
  await expect(page.getByText('Its copy runs out by itself on')).toBeVisible();
  await expect(page.getByText('does not take plain mode, so Inkling paused sharing with it.')).toBeVisible();
});

test('switched off for every shop, it says where it stays on, and is switched off there too', async ({ page }) => {
  const mode = { ...vault.plainMode, shops: [{ shop: vault.shops.shoes, since: vault.now }] };
  await open(page, 'index.html#/shops', { answers: { plain: mode } });
  await page.getByRole('switch', { name: 'Plain mode for every shop' }).uncheck();
  await expect(page.getByText('Plain mode is off, but still on for fieldandstride.example.')).toBeVisible();
  await page.getByRole('switch', { name: 'Plain mode for fieldandstride.example' }).click();
  await expect(page.getByText('Plain mode is still on for every shop, and so for fieldandstride.example.')).toBeVisible();
  const off = (await calls(page)).filter(({ command }) => command === 'plain_off').map(({ args }) => args);
  expect(off).toEqual([{ host: null }, { host: 'shop.fieldandstride.example' }]);
});

test('the receipt of what was agreed in plain mode says what the shop got first', async ({ page }) => {
  await open(page, 'index.html#/receipts/4', { answers: { receipt: vault.plainReceipt } });
  await expect(page.getByRole('region', { name: 'What you agreed to share' }).getByText('EU 40 or 40.5')).toBeVisible();
  await expect(page.getByRole('region', { name: 'What the shop got first' }).getByText('Personal advertising')).toBeVisible();
  await expect(page.getByText('What you shared')).toHaveCount(0);
  await expect(page.getByText('Exactly as sent')).toHaveCount(1);
});

test('a shop that does not answer is not said to get the details later', async ({ page }) => {
  await open(page, 'consent.html?id=20', { answers: { instead: vault.word, approve: { grant: 13, delivered: false, return_to: null } } });
  await page.clock.runFor(1200);
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(page.getByText('Inkling tells it that you want no personalisation as soon as it does.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Agreed.' })).toBeVisible();
});

test('before everything goes on, an older copy says that plain mode may have been on', async ({ page }) => {
  const grants = vault.plainGrants;
  await open(page, 'index.html#/shops', { answers: { grants, setback: { how: 'put-back', copy_of: vault.now, resting: 1 } } });
  await page.getByRole('button', { name: 'Resume everything' }).click();
  const question = page.getByRole('dialog');
  await expect(question.getByText('what you approved goes on waiting')).toBeVisible();
  await expect(question.getByText('If you switched it on since, switch it on again')).toBeVisible();
  await expect(question.getByText('goes on as you approved it')).toHaveCount(0);
});
