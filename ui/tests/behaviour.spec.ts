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
  await page.getByLabel('Add a category to Price level').fill('sho');
  await page.getByRole('option', { name: 'Shoes', exact: true }).click();
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

test('stopping asks once and says what follows', async ({ page }) => {
  await open(page, 'index.html#/shops/12');
  await page.getByRole('button', { name: 'Stop sharing' }).click();
  await expect(page.getByRole('dialog')).toContainText('delete its copy');
  await page.getByRole('dialog').getByRole('button', { name: 'Stop sharing' }).click();
  expect(await commands(page)).toContain('revoke');
});

const asked = async (page: Parameters<typeof calls>[0], command: string) => (await calls(page)).find((call) => call.command === command)?.args;

test('pausing asks for how long, protects most by default, and says what follows', async ({ page }) => {
  await open(page, 'index.html#/shops/12');
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('radio', { name: 'Until I resume' })).toBeChecked();
  await expect(page.getByRole('dialog')).toContainText('Nothing is sent meanwhile');
  await page.getByRole('radio', { name: 'One week' }).check();
  await page.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).click();
  const { until } = (await asked(page, 'pause')) as { until: number };
  expect(Math.round((until - vault.now) / 86_400_000)).toBe(7);
  await expect(page.getByRole('button', { name: 'Pause' })).toBeFocused();
});

test('a pause without an end waits for the person', async ({ page }) => {
  await open(page, 'index.html#/shops/12');
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Pause', exact: true }).click();
  expect(await asked(page, 'pause')).toEqual({ id: 12, until: null });
});

test('a pause ends with one click', async ({ page }) => {
  await open(page, 'index.html#/shops/12', { answers: { grant: vault.paused } });
  await page.getByRole('button', { name: 'Resume' }).click();
  expect(await asked(page, 'resume')).toEqual({ id: 12 });
  await expect(page.getByText('goes on.')).toBeVisible();
});

test('a change is shown exactly before it is made', async ({ page }) => {
  await open(page, 'index.html#/shops/12');
  await page.getByRole('button', { name: 'Change' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: 'Look at the change' })).toBeDisabled();
  await dialog.getByRole('switch', { name: 'Colours you like' }).uncheck();
  await dialog.getByLabel('How precise: Shoe size').selectOption('bucket');
  await dialog.getByRole('radio', { name: /19 days sooner/ }).check();
  await dialog.getByRole('button', { name: 'Look at the change' }).click();
  await expect(dialog.getByRole('heading', { name: 'Is this right?' })).toBeFocused();
  await expect(dialog).toContainText('It ends 19 days sooner');
  await expect(dialog).toContainText('EU 40 to 41.5');
  await expect(dialog).toContainText('Colours you like: taken back.');
  await expect(dialog).not.toContainText('Cool and neutral');
  expect(await commands(page)).not.toContain('amend');
  await dialog.getByRole('button', { name: 'Change it' }).click();
  const amendment = { groups: ['fit'], levels: { 'shoes.size': 'bucket' }, until: vault.grant.ends[0]?.until };
  expect(await asked(page, 'amend')).toEqual({ id: 12, amendment, digest: JSON.stringify(amendment) });
  await expect(page.getByRole('button', { name: 'Change' })).toBeFocused();
});

test('what comes out otherwise by now is shown anew before it is changed', async ({ page }) => {
  await open(page, 'index.html#/shops/12', { failing: { amend: 'preview-changed' } });
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByRole('switch', { name: 'Colours you like' }).uncheck();
  await page.getByRole('button', { name: 'Look at the change' }).click();
  await page.getByRole('button', { name: 'Change it' }).click();
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('Your details changed while you were looking.');
  expect((await commands(page)).filter((command) => command === 'preview_amendment')).toHaveLength(2);
});

test('a later end is not chosen among the changes, but opens a window of its own', async ({ page }) => {
  await open(page, 'index.html#/shops/12');
  await page.getByRole('button', { name: 'Change' }).click();
  await expect(page.getByRole('radio', { name: /longer/ })).toHaveCount(0);
  await page.getByRole('button', { name: /41 days longer/ }).click();
  expect(await asked(page, 'review_extension')).toEqual({ id: 12, until: vault.extension.until });
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(await commands(page)).not.toContain('amend');
});

test('trying again is for the shop of the page alone', async ({ page }) => {
  await open(page, 'index.html#/shops/11', { answers: { grant: { ...vault.grant, summary: vault.grants[1] }, sync_grant: 1 } });
  await page.getByRole('button', { name: 'Try again now' }).click();
  expect(await asked(page, 'sync_grant')).toEqual({ id: 11 });
  expect(await commands(page)).not.toContain('sync');
  await expect(page.getByText('1 message could not be delivered yet.')).toBeVisible();
});

test('a shop whose key changed is marked in the list, and its page says what rests and what can be done', async ({ page }) => {
  await open(page, 'index.html#/shops', { answers: { grants: [vault.inDoubt.summary, vault.grants[1]], grant: vault.inDoubt } });
  await expect(page.getByText('Key changed')).toHaveCount(1);
  await page.getByRole('link', { name: /fieldandstride/ }).click();
  await expect(page.getByText('Nothing new is sent to it until you approve a request')).toBeVisible();
  await expect(page.getByText('What lies in the mailbox rests')).toBeVisible();
  await expect(page.getByText(/can fetch from|sends a fresh one/)).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Try again now' })).toHaveCount(0);
});

test('a receipt tells what was changed and when it rested, in order and in words', async ({ page }) => {
  await open(page, 'index.html#/receipts/4', { answers: { receipt: vault.lived } });
  const since = page.getByRole('region', { name: 'What happened since' });
  await expect(since.getByRole('heading', { level: 3 })).toHaveText([/^You paused it on .*2026/, /^You changed it on .*2026/, /^You paused it on .*2026/]);
  await expect(since).toContainText('From then on 2 details, until');
  await expect(since).toContainText('The pause ended on');
  await expect(since).toContainText('The pause ends by itself on');
});

test('what could not be changed is said where it was asked', async ({ page }) => {
  await open(page, 'index.html#/shops/12', { failing: { amend: 'bad-choice' } });
  await page.getByRole('button', { name: 'Change' }).click();
  await page.getByRole('switch', { name: 'Colours you like' }).uncheck();
  await page.getByRole('button', { name: 'Look at the change' }).click();
  await page.getByRole('button', { name: 'Change it' }).click();
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('That choice does not fit');
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(page.getByRole('switch', { name: 'Colours you like' })).not.toBeChecked();
});

test('blocking says what it does not end', async ({ page }) => {
  await open(page, 'index.html#/shops/12');
  await page.getByRole('button', { name: 'Block this shop' }).click();
  await expect(page.getByRole('dialog')).toContainText('What it holds stays until you stop it.');
  await page.getByRole('dialog').getByRole('button', { name: 'Block this shop' }).click();
  expect(await asked(page, 'block_shop')).toEqual({ host: 'shop.fieldandstride.example' });
});

test('everything is paused for a day, and stopped, with one question each', async ({ page }) => {
  await open(page, 'index.html#/shops', { answers: { grants: vault.grants.filter((grant) => grant.state !== 'paused') } });
  await page.getByRole('button', { name: 'Pause everything for a day' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Pause everything' }).click();
  const { until } = (await asked(page, 'pause_all')) as { until: number };
  expect(Math.round((until - vault.now) / 3_600_000)).toBe(24);
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Stop everything' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop everything' }).click();
  expect(await commands(page)).toEqual(expect.arrayContaining(['resume_all', 'stop_all']));
  expect(await commands(page)).not.toContain('revoke');
});

test('pausing everything offers no way back that would resume what was paused before', async ({ page }) => {
  await open(page, 'index.html#/shops');
  await page.getByRole('button', { name: 'Pause everything for a day' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Pause everything' }).click();
  await expect(page.getByText('Everything is paused until')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
});

test.describe('a mailbox', () => {
  const trying = { name: 'Try it and turn on' };

  test('is off, explained with its drawback, and not tried while something is empty', async ({ page }) => {
    await open(page, 'index.html#/settings');
    await expect(page.getByText('A place of your own can link you between shops.')).toBeVisible();
    await page.getByRole('button', { name: 'Set up a mailbox' }).click();
    await page.getByRole('button', trying).click();
    await expect(page.getByLabel('Folder', { exact: true })).toBeFocused();
    expect(await commands(page)).not.toContain('set_mailbox');
  });

  test('is tried and turned on, and the focus stays where it was set up', async ({ page }) => {
    await open(page, 'index.html#/settings');
    await page.getByRole('button', { name: 'Set up a mailbox' }).click();
    await page.getByLabel('Folder', { exact: true }).fill('/home/alex/public/box');
    await page.getByLabel('Public address').fill('https://alex.example/box');
    await page.keyboard.press('Enter');
    await expect(page.getByText('The mailbox is on.')).toBeVisible();
    expect(await asked(page, 'set_mailbox')).toEqual({ settings: { store: { folder: { path: '/home/alex/public/box' } }, public_url: 'https://alex.example/box' } });
    await expect(page.getByRole('heading', { name: 'Mailbox' })).toBeFocused();
  });

  for (const [code, label] of [['mailbox-refused', 'Access key ID'], ['mailbox-missing', 'Bucket'], ['mailbox-unreachable', 'Address of the store'], ['bad-mailbox', 'Public address']] as const) {
    test(`that fails with ${code} says so next to the form, and leads to a field`, async ({ page }) => {
      await open(page, 'index.html#/settings', { failing: { set_mailbox: code } });
      await page.getByRole('button', { name: 'Set up a mailbox' }).click();
      await page.getByRole('radio', { name: /A bucket/ }).check();
      for (const field of ['Address of the store', 'Bucket', 'Access key ID', 'Secret access key', 'Public address']) await page.getByLabel(field, { exact: true }).fill('x');
      await expect(page.getByLabel('Secret access key')).toHaveAttribute('type', 'password');
      await page.getByRole('button', trying).click();
      await expect(page.getByRole('form').getByRole('alert')).toBeVisible();
      await expect(page.getByLabel(label, { exact: true })).toBeFocused();
      await expect(page.getByLabel(label, { exact: true })).toHaveAttribute('aria-invalid', 'true');
    });
  }

  test('shows that it is being tried, and takes no second try meanwhile', async ({ page }) => {
    await open(page, 'index.html#/settings', { silent: ['set_mailbox'] });
    await page.getByRole('button', { name: 'Set up a mailbox' }).click();
    await page.getByLabel('Folder', { exact: true }).fill('/x');
    await page.getByLabel('Public address').fill('https://alex.example/box');
    await page.getByRole('button', trying).click();
    await expect(page.getByRole('form').getByRole('status')).toContainText('This can take ten seconds.');
    await page.keyboard.press('Enter');
    expect((await commands(page)).filter((command) => command === 'set_mailbox')).toHaveLength(1);
  });

  test('is turned off after its consequence was said', async ({ page }) => {
    await open(page, 'index.html#/settings', { answers: { mailbox: vault.bucket } });
    await page.getByRole('button', { name: 'Turn off' }).click();
    await expect(page.getByRole('dialog')).toContainText('Until then their copies may stop working');
    await page.getByRole('dialog').getByRole('button', { name: 'Turn off' }).click();
    expect(await commands(page)).toContain('mailbox_off');
  });
});

test('a blocked shop is unblocked in the settings, and can be blocked again', async ({ page }) => {
  await open(page, 'index.html#/settings', { answers: { blocked_shops: [vault.shops.shoes] } });
  await page.getByRole('button', { name: 'Unblock fieldandstride.example' }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Undone.')).toBeVisible();
  expect(await asked(page, 'unblock_shop')).toEqual({ host: 'shop.fieldandstride.example' });
  expect(await asked(page, 'block_shop')).toEqual({ host: 'shop.fieldandstride.example' });
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
    await open(page, 'consent.html?id=20', { still: true });
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
    const choice = { groups: ['fit', 'style'], levels: { 'shoes.size': 'bucket' }, options: {}, duration: 'days90', accepted: [] };
    expect((await calls(page)).at(-1)).toEqual({ command: 'approve', args: { id: 20, choice, digest: JSON.stringify(choice) } });
    await expect(page.getByRole('heading', { name: 'Shared.' })).toBeVisible();
  });

  test('shares the option that was chosen, and shows no other', async ({ page }) => {
    await open(page, 'consent.html?id=23', { answers: { request: vault.choosy } });
    await expect(page.getByRole('radio', { name: /Book genres and Usual spend/ })).toBeDisabled();
    await page.getByRole('radio', { name: 'Book genres and Colours you like' }).check();
    await expect(page.getByRole('heading', { name: 'Only these 3 details would be shared.' })).toBeVisible();
    await expect(page.getByText('Crime, thrillers, documentaries')).toHaveCount(0);
    await page.clock.runFor(1100);
    await page.getByRole('button', share).click();
    expect((await asked(page, 'approve'))?.['choice']).toEqual({ groups: ['taste', 'spend'], levels: {}, options: { taste: 2 }, duration: 'days30', accepted: [] });
  });

  test('says which one is needed when all of them are off, and goes on with another', async ({ page }) => {
    await open(page, 'consent.html?id=23', { answers: { request: vault.choosy } });
    await page.getByRole('switch', { name: 'Usual spend' }).uncheck();
    await page.clock.runFor(1100);
    await expect(page.getByRole('alert')).toContainText('Turn on Usual spend or Shoe size');
    await expect(page.getByRole('button', share)).toBeDisabled();
    await page.getByRole('switch', { name: 'Shoe size' }).check();
    await page.clock.runFor(1100);
    await expect(page.getByRole('button', share)).toBeEnabled();
  });

  test('that nobody has signed is shared only after a yes of its own', async ({ page }) => {
    await open(page, 'consent.html?id=24', { answers: { request: vault.unsigned } });
    await page.clock.runFor(1100);
    const yes = page.getByRole('checkbox', { name: /where this request comes from/ });
    await expect(yes).not.toBeChecked();
    await expect(page.getByRole('button', share)).toBeDisabled();
    await yes.check();
    await page.getByRole('button', share).click();
    expect((await asked(page, 'approve'))?.['choice']).toMatchObject({ accepted: ['unverified'] });
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

test.describe('a later end', () => {
  const at = `consent.html?grant=12&until=${vault.extension.until}`;
  const extend = { name: 'Extend', exact: true };

  test('is shown with who, what exactly and both dates, and its yes out of reach for a second', async ({ page }) => {
    await open(page, at, { still: true });
    await expect(page.getByRole('heading', { level: 1, name: 'fieldandstride.example' })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'It would last 41 days longer.' })).toBeVisible();
    for (const date of [/11 January 2027|January 11, 2027/, /21 February 2027|February 21, 2027/]) await expect(page.locator('dl')).toContainText(date);
    for (const { lines } of vault.shared) await expect(page.getByText(lines[0]!, { exact: true })).toBeVisible();
    await expect(page.getByRole('button', extend)).toBeDisabled();
    await page.clock.runFor(1100);
    await expect(page.getByRole('button', extend)).toBeEnabled();
    await expect(page.getByRole('button', extend)).not.toBeFocused();
  });

  test('gives both answers the same size and the same look', async ({ page }) => {
    await open(page, at);
    await page.clock.runFor(1100);
    const look = (name: string) =>
      page.getByRole('button', { name, exact: true }).evaluate((node: HTMLElement) => {
        const { color, backgroundColor, borderColor, fontWeight, fontSize } = getComputedStyle(node);
        return { color, backgroundColor, borderColor, fontWeight, fontSize, width: node.offsetWidth, height: node.offsetHeight };
      });
    await page.waitForTimeout(200);
    expect(await look('Extend')).toEqual(await look('Don’t extend'));
  });

  test('is agreed with the digest of what was shown', async ({ page }) => {
    await open(page, at);
    await page.clock.runFor(1100);
    await page.getByRole('button', extend).click();
    expect(await asked(page, 'extend')).toEqual({ id: 12, until: vault.extension.until, digest: 'seen' });
    await expect(page.getByRole('heading', { name: 'It lasts longer.' })).toBeFocused();
  });

  test('Escape does not extend', async ({ page }) => {
    await open(page, at);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('heading', { name: 'Nothing has changed.' })).toBeVisible();
    expect(await asked(page, 'decline_extension')).toEqual({ id: 12, until: vault.extension.until });
    expect(await commands(page)).not.toContain('extend');
  });
});

test('a window says that somebody is there, at most every five seconds and with nothing of what they do', async ({ page }) => {
  await open(page, 'index.html#/profile');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('a');
  await page.mouse.move(40, 40);
  await page.keyboard.press('b');
  const said = async () => (await calls(page)).filter((call) => call.command === 'active');
  expect(await said()).toEqual([{ command: 'active', args: {} }]);
  await page.clock.runFor(5_000);
  await page.mouse.move(80, 80);
  expect(await said()).toHaveLength(2);
});

test('before the vault locks by itself the window counts down, says so once, and any activity keeps it open', async ({ page }) => {
  await open(page, 'index.html', { answers: { status: { ...vault.status, locks_at: vault.now + 30_000 } } });
  const left = async () => Number(/\d+/.exec(await page.getByText(/^Locks in \d+ seconds?\.$/).innerText())?.[0]);
  const first = await left();
  expect(first).toBeGreaterThan(20);
  const announced = page.getByRole('status').filter({ hasText: 'Inkling locks in half a minute.' });
  await expect(announced).toHaveCount(1);
  await page.clock.runFor(12_000);
  await expect.poll(left).toBeLessThanOrEqual(first - 10);
  await expect(announced).toHaveText('Inkling locks in half a minute. Do anything here to keep it open.');
  await page.getByRole('button', { name: 'Stay open', exact: true }).click();
  expect(await commands(page)).toContain('active');
});

test('every window over an open vault locks with Ctrl+L', async ({ page }) => {
  for (const address of ['index.html#/profile', 'consent.html?id=20']) {
    await open(page, address);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Control+l');
    expect(await commands(page)).toContain('lock');
    await page.unrouteAll();
  }
});

test('what the person chooses about locking is what the vault is told', async ({ page }) => {
  await open(page, 'index.html#/settings');
  await page.getByRole('radio', { name: '5 min', exact: true }).check();
  expect(await asked(page, 'set_settings')).toEqual({ settings: { ...vault.locking.settings, lock_after: 5 } });
  await page.getByRole('switch', { name: 'Lock before the computer sleeps' }).uncheck();
  await page.getByRole('radio', { name: 'Never', exact: true }).check();
  await page.getByRole('button', { name: 'Stay open for 4 hours' }).click();
  expect(await asked(page, 'stay_open')).toEqual({ minutes: 240 });
  const told = (await calls(page)).filter((call) => call.command === 'set_settings').map((call) => call.args['settings']);
  expect(told.slice(1)).toEqual([{ ...vault.locking.settings, lock_on_sleep: false }, { ...vault.locking.settings, lock_after: null }]);
});

test('a vault that never locks by itself says what that means, and one that hears nothing says so', async ({ page }) => {
  const never = { ...vault.locking, settings: { ...vault.locking.settings, lock_after: null }, hears_sleep: false, hears_screen_lock: false };
  await open(page, 'index.html#/settings', { answers: { settings: never } });
  await expect(page.getByText('The vault stays open when you walk away.')).toBeVisible();
  await expect(page.getByText('This computer does not say when it goes to sleep, so this does nothing here.')).toBeVisible();
  await expect(page.getByText('This desktop does not say when the screen is locked, so this does nothing here.')).toBeVisible();
});
