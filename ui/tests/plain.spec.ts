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
  await expect(page.getByText('Nothing more is sent to this shop.')).toBeVisible();
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
