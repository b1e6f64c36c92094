/** An import, from the files that are chosen to the answers that go with it. */
import { expect, test } from '@playwright/test';
import * as vault from './fixtures';
import { calls, open } from './house';

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
  expect(called.find((call) => call.command === 'import_start')?.args['answers']).toEqual({ people: ['Alex'], sites: [], date_order: 'day-first', columns: [] });
  await expect(page.getByRole('progressbar')).toBeVisible();
});

test('of a browser’s history nothing is ticked, and nothing is read before something is', async ({ page }) => {
  await open(page, 'index.html#/imports', { answers: { examine: vault.browserPreview } });
  await page.getByRole('button', { name: 'Choose files' }).click();
  const start = page.getByRole('button', { name: 'Import', exact: true });
  await expect(start).toBeDisabled();
  await expect(page.getByText('Answer the question about sites first.')).toBeVisible();
  for (const box of await page.getByRole('checkbox').all()) await expect(box).not.toBeChecked();
  await page.getByLabel('amazon.de').check();
  await start.click();
  const called = await calls(page);
  expect(called.find((call) => call.command === 'import_start')?.args['answers']).toEqual({ people: [], sites: ['amazon.de'], date_order: null, columns: [] });
});
