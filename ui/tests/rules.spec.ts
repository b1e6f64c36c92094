/** The last word on what is suggested: what the window says, does and undoes. */
import { expect, test, type Page } from '@playwright/test';

import * as vault from './fixtures';
import { calls, open } from './house';

const asked = async (page: Page, command: string) => (await calls(page)).filter((call) => call.command === command).map((call) => call.args);
const profile = (page: Page, answers: Record<string, unknown> = {}) => open(page, 'index.html#/profile', { answers });

/** Opens what can be said of the first entry behind the shoe size, by keyboard. */
async function wrong(page: Page): Promise<void> {
  await page.locator('summary', { hasText: '9 of your 12' }).press('Enter');
  await page.getByRole('button', { name: /^Not right\?/ }).first().press('Enter');
  await expect(page.getByRole('dialog', { name: vault.lamp.title })).toBeVisible();
}

test('a gift is kept out and taken back', async ({ page }) => {
  await profile(page);
  await wrong(page);
  await expect(page.getByText('This holds for both entries of Lumen floor lamp, white, and for what you import later.')).toBeVisible();
  await page.getByRole('button', { name: 'It was a gift' }).press('Enter');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByText('Lumen floor lamp, white was a gift.')).toBeVisible();
  const [id] = vault.profile.areas[0]!.preferences[0]!.evidence!.events.map((event) => event.id);
  expect(await asked(page, 'keep_out')).toEqual([{ id, why: 'gift' }]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Undone.')).toBeVisible();
  expect(await asked(page, 'take_back')).toEqual([{ rule: 5 }]);
});

test('what was watched is no gift and has no category', async ({ page }) => {
  await profile(page, { entry: { ...vault.lamp, bought: false, category: null, groups: [], item: 'Northbound', others: 22, stream_name: 'Netflix viewing' } });
  await wrong(page);
  await expect(page.getByText('all 23 entries of Northbound')).toBeVisible();
  await expect(page.getByRole('button', { name: 'It was not me' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'It was a gift' })).toHaveCount(0);
  await expect(page.getByRole('combobox')).toHaveCount(0);
});

test('a category is corrected for as much as the person says', async ({ page }) => {
  await profile(page);
  await wrong(page);
  await page.getByLabel('It is not Lighting. It is').fill('gar');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Also for 11 others like it.')).toBeVisible();
  await expect(page.getByRole('radio', { name: /Only this title/ })).toBeChecked();
  await page.getByRole('radio', { name: /Everything called “floor lamp”/ }).check();
  await page.getByRole('button', { name: 'Move it' }).click();
  await expect(page.getByText('It belongs in Garden.')).toBeVisible();
  expect((await asked(page, 'correct'))[0]).toMatchObject({ group: 'noun', category: 'garden' });
});

test('what fits no category is placed in none', async ({ page }) => {
  await profile(page);
  await wrong(page);
  await page.getByLabel('It is not Lighting. It is').fill('none');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Move it' }).click();
  expect((await asked(page, 'correct'))[0]).toMatchObject({ group: 'title', category: null });
});

test('an area is stopped where there is something derived, and only there', async ({ page }) => {
  await profile(page);
  await expect(page.getByRole('button', { name: /^Stop suggesting here ?: Clothes/ })).toHaveCount(0);
  await page.getByRole('button', { name: /^Stop suggesting here ?: Shoes/ }).click();
  await expect(page.getByText('Nothing is suggested about Shoes any more.')).toBeVisible();
  expect(await asked(page, 'stop_area')).toEqual([{ area: 'shoes' }]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => asked(page, 'take_back')).toEqual([{ rule: 5 }]);
});

test('everything that was said is listed and can be taken back', async ({ page }) => {
  await profile(page, { rules: vault.rules });
  await expect(page.getByText('Everything called “floor lamp”')).toBeVisible();
  await expect(page.getByText('Belongs in Garden')).toBeVisible();
  await page.getByRole('button', { name: 'Take back: Merino jumper, navy (Was a gift: only the purchase of 21 October 2026)' }).click();
  await expect(page.getByText('Taken back: Merino jumper, navy (Was a gift: only the purchase of 21 October 2026).')).toBeVisible();
  expect(await asked(page, 'take_back')).toEqual([{ rule: 1 }]);
});

test('two purchases of one title on one day are told apart by name', async ({ page }) => {
  const twice = vault.rules.flatMap((rule) => (rule.at === null ? [] : [{ ...rule, id: 8 }, { ...rule, id: 9 }]));
  const areas = vault.profile.areas.map((area) => ({
    ...area, preferences: area.preferences.map((one) => ({ ...one, evidence: one.evidence && { ...one.evidence, events: one.evidence.events.flatMap((event) => [event, { ...event, id: `${event.id}0` }]) } })),
  }));
  await profile(page, { rules: twice, profile: { ...vault.profile, areas } });
  await page.getByRole('button', { name: 'Take back: Merino jumper, navy (Was a gift: only the purchase of 21 October 2026) (2 of 2)', exact: true }).click();
  expect(await asked(page, 'take_back')).toEqual([{ rule: 9 }]);
  await page.locator('summary', { hasText: '9 of your 12' }).press('Enter');
  const [first] = vault.profile.areas[0]!.preferences[0]!.evidence!.events;
  await page.getByRole('button', { name: `Not right? Trail running shoe, women, EU 40, 17 Nov 2026 (2 of 2)`, exact: true }).click();
  expect(await asked(page, 'entry')).toEqual([{ id: `${first!.id}0` }]);
});

test('a history is turned off and on under Imports', async ({ page }) => {
  await open(page, 'index.html#/imports', { answers: { streams: vault.streams } });
  await page.getByRole('switch', { name: /^Amazon orders/ }).press('Space');
  expect(await asked(page, 'keep_out_stream')).toEqual([{ stream: 'amazon-orders' }]);
  await page.getByRole('switch', { name: /^Netflix viewing/ }).press('Space');
  expect(await asked(page, 'take_back')).toEqual([{ rule: 2 }]);
});

test('what would change a suggestion is tried out when it is asked for', async ({ page }) => {
  await profile(page);
  await page.getByText('41 of your 312').click();
  expect(await asked(page, 'what_would_change')).toEqual([]);
  await page.getByRole('button', { name: /^What would change it\? ?: Film genres/ }).click();
  await expect(page.getByText('With 3 more films of the same genres as “Harbour Lights” it would rest on strong evidence.')).toBeVisible();
  await expect(page.getByText('Without the newest 2 entries it would say Thrillers, quite and Crime, a little.')).toBeVisible();
  await expect(page.getByText('Without the newest 20 entries it would no longer be suggested.')).toBeVisible();
  expect(await asked(page, 'what_would_change')).toEqual([{ key: 'interests.media.film' }]);
});

test('a suggestion over time is counted when its evidence is opened, and says the same as a table', async ({ page }) => {
  await profile(page);
  expect(await asked(page, 'over_time')).toEqual([]);
  await page.locator('summary', { hasText: '9 of your 12' }).press('Enter');
  await expect(page.getByRole('img', { name: 'Entries per quarter (UTC). The most were in Q1 2026: 3.' })).toBeVisible();
  await expect(page.getByText(/Amazon orders: 83%\s+10 entries/)).toBeVisible();
  expect(await asked(page, 'over_time')).toEqual([{ key: 'shoes.size' }]);

  await page.locator('summary', { hasText: 'As a table' }).press('Enter');
  const rows = page.getByRole('table').getByRole('row');
  await expect(rows).toHaveCount(10);
  await expect(rows.nth(4)).toHaveText(/Q3 2025\s*1\s*1/);
});

test('what is known is told per area and leads there', async ({ page }) => {
  await profile(page);
  const known = page.getByRole('region', { name: 'What is known' });
  await known.getByRole('button', { name: /Film, music and books.*2 suggested/ }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Film, music and books' })).toBeFocused();
  await known.getByRole('button', { name: /Shoes.*1 yours, 1 shop knows some/ }).press('Enter');
  await expect(page.getByRole('heading', { name: 'Shoes', exact: true })).toBeFocused();
  await known.getByRole('button', { name: /Plans and gifts.*1 yours/ }).press('Enter');
  await expect(page.getByRole('heading', { name: 'What I am looking for' })).toBeFocused();
  await known.getByRole('button', { name: /Food.*Nothing known/ }).press('Enter');
  await expect(page.getByRole('searchbox', { name: 'Search details' })).toHaveValue('Food');
  await expect(page.getByRole('button', { name: 'Diet' })).toBeVisible();
});

test('what is looked for is told once, and as a line only while it is hidden', async ({ page }) => {
  await profile(page);
  await expect(page.getByText(/Running shoes/).locator('visible=true')).toHaveCount(2);
  await expect(page.getByRole('article', { name: 'What you are looking for' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Hide what I am looking for' }).click();
  expect(await asked(page, 'hide')).toEqual([{ key: 'intent' }]);

  const hidden = { areas: vault.profile.areas.map((area) => ({ ...area, preferences: area.preferences.map((one) => (one.key === 'intent' ? { ...one, standing: 'hidden' as const } : one)) })), overview: vault.profile.overview };
  const other = await page.context().newPage();
  await profile(other, { profile: hidden });
  await expect(other.getByRole('button', { name: 'Unhide What you are looking for' })).toBeVisible();
  await expect(other.getByRole('region', { name: 'What I am looking for' })).toHaveCount(0);
});

test('a gift is one purchase where the person says so, and is listed with its day', async ({ page }) => {
  await profile(page, { rules: vault.rules });
  await expect(page.getByText('Was a gift: only the purchase of 21 October 2026')).toBeVisible();
  await wrong(page);
  await page.getByRole('radio', { name: /Only this purchase/ }).check();
  await expect(page.getByText('This holds for the one purchase of 14 October 2026.')).toBeVisible();
  await page.getByRole('button', { name: 'It was a gift' }).press('Enter');
  await expect(page.getByText('Lumen floor lamp, white of 14 October 2026 was a gift.')).toBeVisible();
  expect(await asked(page, 'keep_out')).toEqual([]);
  expect(await asked(page, 'keep_out_entry')).toMatchObject([{ why: 'gift' }]);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => asked(page, 'take_back')).toEqual([{ rule: 5 }]);
});

test('what is in no category is asked for when it is opened, and sorted from the list', async ({ page }) => {
  await profile(page, { unsorted: vault.unsorted, entry: { ...vault.lamp, title: 'Xylotron 3000', category: null, groups: [vault.lamp.groups[0]] } });
  await expect(page.getByText('9 of your 12')).toBeVisible();
  expect(await asked(page, 'unsorted')).toEqual([]);
  await page.locator('summary', { hasText: 'Not sorted yet' }).press('Enter');
  await expect(page.getByText('The 2 most frequent of 61 titles, 74 entries in all.')).toBeVisible();

  await page.getByRole('button', { name: /^Sort it ?: Xylotron 3000/ }).press('Enter');
  await expect(page.getByText('Inkling has no category for it.')).toBeVisible();
  await page.getByRole('combobox').fill('gar');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Move it' }).press('Enter');
  await expect(page.getByText('It belongs in Garden.')).toBeVisible();
  expect((await asked(page, 'correct'))[0]).toMatchObject({ group: 'title', category: 'garden' });
});

test('the address of what is in no category opens it, also where there is none', async ({ page }) => {
  await open(page, 'index.html#/profile/unsorted');
  await expect(page.getByText('No purchase waits to be sorted.')).toBeInViewport();
  await expect(page.locator('summary', { hasText: 'Not sorted yet' })).toBeFocused();
});
