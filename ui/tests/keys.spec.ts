/** The keys of the vault: the passphrase, the recovery kit and the keychain, in the windows that may know them. */
import { expect, test, type Page } from '@playwright/test';

import * as vault from './fixtures';
import { calls, open } from './house';

const commands = async (page: Page) => (await calls(page)).map((call) => call.command);
const fillNew = async (page: Page) => {
  for (const label of ['New passphrase', 'New passphrase again']) await page.getByLabel(label, { exact: true }).fill('amber teapot violin canyon');
  await page.clock.runFor(300);
};
const shownKit = async (page: Page) => {
  await page.getByLabel('Passphrase', { exact: true }).fill('correct horse');
  await page.keyboard.press('Enter');
  await expect(page.getByText(vault.kit.groups[7]!)).toBeVisible();
};

test('are changed in a window of their own: the main window is never told a passphrase', async ({ page }) => {
  await open(page, 'index.html#/settings');
  for (const name of ['Change the passphrase', 'Make a recovery kit', 'Turn on quick unlock']) await page.getByRole('button', { name }).click();
  const opened = (await calls(page)).filter((call) => call.command === 'open_keys').map((call) => call.args['task']);
  expect(opened).toEqual(['passphrase', 'kit', 'quick-unlock']);
  await expect(page.locator('input[type=password]')).toHaveCount(0);
});

test('a passphrase is changed with the present one, and the fields are emptied', async ({ page }) => {
  await open(page, 'keys.html?task=passphrase');
  await expect(page.getByText('Older backups keep their passphrase')).toBeVisible();
  await page.keyboard.type('correct horse');
  await fillNew(page);
  await page.getByRole('button', { name: 'Change the passphrase' }).click();
  expect((await calls(page)).find((call) => call.command === 'change_passphrase')).toEqual({ command: 'change_passphrase', args: { current: 'correct horse', passphrase: 'amber teapot violin canyon' } });
  for (const field of await page.locator('input').all()) await expect(field).toHaveValue('');
});

test('a kit is shown, typed back, and then nowhere in the page', async ({ page }) => {
  await open(page, 'keys.html?task=kit', { answers: { check_kit: vault.wholeKit } });
  await shownKit(page);
  await page.getByRole('button', { name: 'I have it on paper' }).click();
  expect(await page.content()).not.toContain(vault.kit.groups[0]!);
  await page.getByLabel('Recovery kit').fill(vault.kit.groups.join(' '));
  await page.getByRole('button', { name: 'Keep this kit' }).click();
  await expect(page.getByText('The recovery kit counts.')).toBeVisible();
  const content = await page.content();
  for (const group of vault.kit.groups) expect(content).not.toContain(group);
  await expect(page.locator('textarea, input')).toHaveCount(0);
  expect((await calls(page)).find((call) => call.command === 'keep_kit')).toEqual({ command: 'keep_kit', args: { typed: vault.kit.groups.join(' ') } });
});

test('a kit cannot be kept while a group is wrong, and the group is named', async ({ page }) => {
  await open(page, 'keys.html?task=kit', { answers: { check_kit: vault.mistypedKit } });
  await shownKit(page);
  await page.getByRole('button', { name: 'I have it on paper' }).click();
  await page.getByLabel('Recovery kit').fill('d3ch1 atecg mt5nn ajnvc f9');
  await expect(page.getByText('Group 3 is not as it is printed.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Keep this kit' })).toBeDisabled();
});

test('what is printed is the kit and nothing else, black on white', async ({ page }) => {
  await open(page, 'keys.html?task=kit', { theme: 'dark' });
  await shownKit(page);
  await page.evaluate(() => Object.assign(window, { print: () => ((window as unknown as { printed: boolean }).printed = true) }));
  await page.getByRole('button', { name: 'Print' }).click();
  expect(await page.evaluate(() => (window as unknown as { printed?: boolean }).printed)).toBe(true);
  await page.emulateMedia({ media: 'print' });
  const visible = await page.evaluate(() => (document.querySelector('main') as HTMLElement).innerText.replace(/\s+/g, ' '));
  for (const group of vault.kit.groups) expect(visible).toContain(group);
  expect(visible).toMatch(/^Inkling recovery kit/);
  expect(visible).not.toContain('I have it on paper');
  await expect(page.getByLabel('Recovery kit')).toHaveCSS('color', 'rgb(0, 0, 0)');
  await expect(page.getByLabel('Recovery kit')).toHaveCSS('background-color', 'rgb(255, 255, 255)');
  if (process.env['SHOTS']) await page.pdf({ path: `${process.env['SHOTS']}/kit.pdf` });
});

test('a forgotten passphrase is replaced with the kit', async ({ page }) => {
  await open(page, 'unlock.html', { answers: { status: { ...vault.status, vault: 'locked' }, ways: { kit: true, quick: 'off' }, check_kit: vault.wholeKit } });
  await page.getByRole('button', { name: 'Use your recovery kit.' }).click();
  await expect(page.getByLabel('Recovery kit')).toBeFocused();
  await page.keyboard.type(vault.kit.groups.join(' '));
  await fillNew(page);
  await page.getByRole('button', { name: 'Unlock and change the passphrase' }).click();
  expect((await calls(page)).find((call) => call.command === 'recover')).toEqual({ command: 'recover', args: { kit: vault.kit.groups.join(' '), passphrase: 'amber teapot violin canyon' } });
  await expect(page.getByLabel('Recovery kit')).toHaveValue('');
});

test('the keychain is offered only where it can unlock, and its failure leaves the passphrase', async ({ page }) => {
  const locked = { ...vault.status, vault: 'locked' };
  await open(page, 'unlock.html', { answers: { status: locked, ways: { kit: false, quick: 'on' } }, failing: { unlock_quickly: 'keychain-unavailable' } });
  await page.getByRole('button', { name: /keychain/ }).click();
  await expect(page.getByRole('alert')).toContainText('Use your passphrase.');
  await expect(page.getByLabel('Passphrase', { exact: true })).toBeFocused();
});

test('quick unlock that is off is offered nowhere, and one that lost its half says so', async ({ page }) => {
  const locked = { ...vault.status, vault: 'locked' };
  await open(page, 'unlock.html', { answers: { status: locked, ways: { kit: false, quick: 'unavailable' } } });
  await expect(page.getByText('does not give its half of the key')).toBeVisible();
  await expect(page.getByRole('button', { name: /keychain/ })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /recovery kit/ })).toHaveCount(0);
});

test('removing the kit and quick unlock is asked and done', async ({ page }) => {
  await open(page, 'index.html#/settings', { answers: { keys: vault.keysAll } });
  await page.getByRole('button', { name: 'Turn off quick unlock' }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('dialog')).toContainText('The page then opens nothing.');
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByText('The recovery kit opens nothing any more.')).toBeVisible();
  expect(await commands(page)).toEqual(expect.arrayContaining(['quick_unlock_off', 'remove_kit']));
});
