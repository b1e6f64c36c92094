/** How a person says things: with the keyboard, one step back, and for a while only. */
import { expect, test, type Page } from '@playwright/test';

import * as vault from './fixtures';
import { calls, open } from './house';

const set = async (page: Page) => (await calls(page)).filter((call) => call.command === 'set_preference').map((call) => call.args);
const untold = { vocabulary: vault.vocabulary.map((detail) => ({ ...detail, stated: false })) };

test('the first questions are answered with the keyboard, and can be gone back to', async ({ page }) => {
  await open(page, 'index.html#/start', { answers: untold });
  await page.getByRole('combobox', { name: 'Usual size', exact: true }).selectOption('40');
  await page.getByRole('button', { name: 'Save and continue' }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Fit' })).toBeFocused();
  await page.getByRole('radio', { name: 'Slim' }).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Colours you like' })).toBeFocused();
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(page.getByRole('radio', { name: 'Slim' })).toBeChecked();
  expect(await set(page)).toEqual([
    { key: 'shoes.size', value: [{ system: 'EU', value: '40', weight: 1 }] },
    { key: 'apparel.fit', value: 'slim' },
  ]);
});

test('the questions go on where they were left', async ({ page }) => {
  const answered = ['shoes.size', 'apparel.fit'];
  await open(page, 'index.html#/start', { answers: { vocabulary: vault.vocabulary.map((detail) => ({ ...detail, stated: answered.includes(detail.key) })) } });
  await expect(page.getByRole('heading', { name: 'Colours you like' })).toBeVisible();
});

test('a sensitive detail is said only after a step of its own', async ({ page }) => {
  await open(page, 'index.html#/profile/diet.pattern');
  const dialog = page.getByRole('dialog', { name: 'Diet' });
  await expect(dialog.getByRole('radio')).toHaveCount(0);
  await dialog.getByRole('button', { name: 'I want to say it' }).click();
  await dialog.getByRole('radio', { name: 'Vegan' }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  expect(await set(page)).toEqual([{ key: 'diet.pattern', value: 'vegan' }]);
});

test('Escape closes the list of a search and leaves the dialog open', async ({ page }) => {
  await open(page, 'index.html#/profile/brands.loved');
  const field = page.getByRole('combobox', { name: 'Add a name to Brands you love' });
  await field.fill('ve');
  await expect(page.getByRole('option', { name: 'Veja' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('option')).toHaveCount(0);
  await expect(field).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByText('Veja', { exact: true })).toBeVisible();
});

test('a saved change can be undone', async ({ page }) => {
  await open(page, 'index.html#/profile/apparel.fit');
  await page.getByRole('radio', { name: 'Slim' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Undone.')).toBeVisible();
  expect(await set(page)).toEqual([{ key: 'apparel.fit', value: 'slim' }, { key: 'apparel.fit', value: 'relaxed' }]);
});

test('what is looked for is a card with the days it has left, added and taken out in two clicks', async ({ page }) => {
  await open(page, 'index.html');
  const cards = page.getByRole('region', { name: 'What I am looking for' });
  await expect(cards.getByText('13 days left')).toBeVisible();
  await expect(cards.getByText('Ends today')).toBeVisible();
  await cards.getByRole('button', { name: 'Add what I am looking for' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Category' }).fill('kit');
  await page.keyboard.press('Enter');
  await dialog.getByRole('radio', { name: '7 days' }).check();
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByText('Kitchen is on your list.')).toBeVisible();
  const [running, garden] = [{ category: 'running-shoes', need_by: '2026-W49', budget: '100-249', until: '2026-12-06' }, { category: 'garden', until: '2026-11-23' }];
  expect((await set(page)).at(-1)).toEqual({ key: 'intent', value: [running, garden, { category: 'kitchen', until: '2026-11-30' }] });
  await cards.getByRole('button', { name: 'Take Garden out' }).click();
  await expect.poll(async () => (await set(page)).at(-1)).toEqual({ key: 'intent', value: [running] });
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect.poll(async () => (await set(page)).at(-1)).toEqual({ key: 'intent', value: [running, garden] });
});
