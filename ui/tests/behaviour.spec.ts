/** What a person does, with the keyboard and the mouse, in the built windows. */
import { expect, test } from '@playwright/test';

import * as vault from './fixtures';
import { calls, open } from './house';

const commands = async (page: Parameters<typeof calls>[0]) => (await calls(page)).map((call) => call.command);

test('a vault is created only with a good passphrase, said twice, and the loss understood', async ({ page }) => {
  await open(page, 'unlock.html', { answers: { status: { ...vault.status, vault: 'missing' } } });
  const create = page.getByRole('button', { name: 'Create vault' });
  await page.getByLabel('Passphrase', { exact: true }).fill('correct horse battery staple');
  await page.clock.runFor(300);
  await page.getByLabel('Passphrase again', { exact: true }).fill('correct horse battery');
  await page.getByRole('checkbox').check();
  await expect(create).toBeDisabled();
  await page.getByLabel('Passphrase again', { exact: true }).fill('correct horse battery staple');
  await create.click();
  expect((await calls(page)).at(-1)).toMatchObject({ command: 'create' });
  await expect(page.getByLabel('Passphrase', { exact: true })).toHaveValue('');
});

test('Enter unlocks, and a wrong passphrase leaves the field empty and focused', async ({ page }) => {
  await open(page, 'unlock.html', { answers: { status: { ...vault.status, vault: 'locked' } }, failing: { unlock: 'wrong-passphrase' } });
  await page.keyboard.type('nope');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('does not open this vault');
  await expect(page.getByLabel('Passphrase', { exact: true })).toBeFocused();
  await expect(page.getByLabel('Passphrase', { exact: true })).toHaveValue('');
});

test('the keyboard locks, finds a detail, and gives the focus back', async ({ page }) => {
  await open(page, 'index.html#/settings');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('foot');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Foot length' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await page.keyboard.press('Control+l');
  expect(await commands(page)).toContain('lock');
});

test('a detail is added from the list', async ({ page }) => {
  await open(page, 'index.html#/profile');
  await page.getByRole('button', { name: 'Add a detail' }).click();
  await page.getByRole('searchbox').fill('price');
  await page.getByRole('button', { name: 'Price level' }).click();
  await page.getByLabel('Add a category to Price level').selectOption('shoes');
  await page.getByRole('radio', { name: 'Premium' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  expect((await calls(page)).find((call) => call.command === 'set_preference')?.args).toEqual({ key: 'budget.level', value: { shoes: 'premium' } });
  await expect(page.getByText('Price level is saved.')).toBeVisible();
});

test('hiding can be undone', async ({ page }) => {
  await open(page, 'index.html#/profile');
  await page.getByRole('button', { name: 'Hide Fit' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Undone.')).toBeVisible();
  expect(await commands(page)).toEqual(expect.arrayContaining(['hide', 'unhide']));
});

test('a typed path is examined, and the answers go with the import', async ({ page }) => {
  await open(page, 'index.html#/imports');
  await page.getByLabel('or type a path').fill(' "/home/alex/Your Orders.zip" ');
  await page.getByRole('button', { name: 'Open' }).click();
  const start = page.getByRole('button', { name: 'Import', exact: true });
  await expect(start).toBeDisabled();
  await page.getByLabel('Alex').check();
  await page.getByLabel('Day first').check();
  await start.click();
  const called = await calls(page);
  expect(called.find((call) => call.command === 'examine')?.args).toEqual({ paths: ['/home/alex/Your Orders.zip'] });
  expect(called.find((call) => call.command === 'import_start')?.args['answers']).toEqual({ people: ['Alex'], date_order: 'day-first' });
  await expect(page.getByRole('progressbar')).toBeVisible();
});

test('stopping asks once and says what follows', async ({ page }) => {
  await open(page, 'index.html#/shops/12');
  await page.getByRole('button', { name: 'Stop sharing' }).click();
  await expect(page.getByRole('dialog')).toContainText('delete its copy');
  await page.getByRole('dialog').getByRole('button', { name: 'Stop sharing' }).click();
  expect(await commands(page)).toContain('revoke');
});

test('Connected shops is two clicks from home, with the keyboard', async ({ page }) => {
  await open(page, 'index.html');
  await page.getByRole('link', { name: 'All connected shops' }).press('Enter');
  await page.getByRole('link', { name: /fieldandstride/ }).press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'fieldandstride.example' })).toBeFocused();
});

test.describe('a sharing request', () => {
  const share = { name: 'Share', exact: true };

  test('opens with the count, the optional off, nothing focused on Share, and Share out of reach for a second', async ({ page }) => {
    await open(page, 'consent.html?id=20');
    await expect(page.getByRole('heading', { name: 'Only these 2 details would be shared.' })).toBeVisible();
    for (const optional of await page.getByRole('switch').all()) await expect(optional).not.toBeChecked();
    await expect(page.getByRole('button', share)).toBeDisabled();
    await page.clock.runFor(1100);
    await expect(page.getByRole('button', share)).toBeEnabled();
    await expect(page.getByRole('button', share)).not.toBeFocused();
  });

  test('gives both answers the same size and the same look', async ({ page }) => {
    await open(page, 'consent.html?id=20');
    await page.clock.runFor(1100);
    const look = (name: string) =>
      page.getByRole('button', { name, exact: true }).evaluate((node: HTMLElement) => {
        const { color, backgroundColor, borderColor, fontWeight, fontSize } = getComputedStyle(node);
        return { color, backgroundColor, borderColor, fontWeight, fontSize, width: node.offsetWidth, height: node.offsetHeight };
      });
    await page.waitForTimeout(200);
    expect(await look('Share')).toEqual(await look('Don’t share'));
  });

  test('shares what was chosen and shown', async ({ page }) => {
    await open(page, 'consent.html?id=20');
    await page.getByRole('switch', { name: 'Colours you like' }).check();
    await expect(page.getByRole('heading', { name: 'Only these 3 details would be shared.' })).toBeVisible();
    await page.getByLabel('How precise: Shoe size').selectOption('bucket');
    await expect(page.getByText('EU 40 to 41.5')).toBeVisible();
    await page.getByLabel('90 days').check();
    await page.clock.runFor(1100);
    await page.getByRole('button', share).click();
    const choice = { groups: ['fit', 'style'], levels: { 'shoes.size': 'bucket' }, duration: 'days90' };
    expect((await calls(page)).at(-1)).toEqual({ command: 'approve', args: { id: 20, choice, digest: JSON.stringify(choice) } });
    await expect(page.getByRole('heading', { name: 'Shared.' })).toBeVisible();
  });

  test('Escape does not share', async ({ page }) => {
    await open(page, 'consent.html?id=20');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('heading', { name: 'Nothing was shared.' })).toBeVisible();
    expect(await commands(page)).not.toContain('approve');
  });

  test('cannot be shared while something required is missing', async ({ page }) => {
    await open(page, 'consent.html?id=22', { answers: { request: vault.wary } });
    await page.clock.runFor(2000);
    await expect(page.getByRole('button', share)).toBeDisabled();
    await expect(page.getByText('Your profile has no value for this.')).toBeVisible();
  });
});
