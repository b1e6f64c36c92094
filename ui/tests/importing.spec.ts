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

test('files of one name stand beside one another', async ({ page }) => {
  const [file] = vault.browserPreview.files;
  const examine = { ...vault.browserPreview, files: [file, file], unknown: ['a.txt', 'a.txt'], refused: ['old.csv', 'old.csv'].map((name) => ({ name, code: 'unknown-file' })) };
  await open(page, 'index.html#/imports', { answers: { examine } });
  await page.getByRole('button', { name: 'Choose files' }).click();
  await expect(page.getByText('places.sqlite', { exact: true })).toHaveCount(2);
  await expect(page.getByText('a.txt')).toHaveCount(2);
  await expect(page.getByText('old.csv', { exact: true })).toHaveCount(2);
});

test('what is not sorted is offered only where something was bought, and what was left out is named', async ({ page }) => {
  const answers = (bought: boolean) => ({ examine: vault.tablePreview, import_progress: { rows: 1, of: 1, failed: null, done: { added: 2, already_here: 0, bought, skipped: [], refused: [{ name: 'places.sqlite', code: 'history-in-log' }], suggested: 0 } } });
  for (const bought of [true, false]) {
    const window = await page.context().newPage();
    await open(window, 'index.html#/imports', { answers: answers(bought) });
    await window.getByRole('button', { name: 'Choose files' }).click();
    await window.getByRole('button', { name: 'Import', exact: true }).click();
    await expect(window.getByText('2 new entries.')).toBeVisible();
    await expect(window.getByText('The newest visits of this history stand in a file beside it.')).toBeVisible();
    await expect(window.getByRole('link', { name: 'See what is not sorted yet' })).toHaveCount(bought ? 1 : 0);
  }
});
