/** Every screen in both themes: no accessibility violation, no breach of the policy, no error. `SHOTS=dir` keeps pictures. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { expect, test, type Page } from '@playwright/test';

import * as vault from './fixtures';
import { breaches, open } from './house';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const locked = { ...vault.status, vault: 'locked' };
const click = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).first().click();

/** Begins to take one group back, makes one detail coarser and lets the grant end sooner. */
async function less(page: Page): Promise<void> {
  await click('Change')(page);
  await page.getByRole('switch', { name: 'Colours you like' }).uncheck();
  await page.getByLabel('How precise: Shoe size').selectOption('bucket');
  await page.getByRole('radio', { name: /19 days sooner/ }).check();
}

/** Fills in a bucket, and tries it. */
async function bucket(page: Page, tried = true): Promise<void> {
  await click('Set up a mailbox')(page);
  await page.getByRole('radio', { name: /A bucket/ }).check();
  const filled = { 'Address of the store': 'https://s3.example', Bucket: 'inkling-box', 'Access key ID': 'AKIDEXAMPLE', 'Secret access key': 'not a real one', 'Public address': 'https://shelf.example/box' };
  for (const [label, value] of Object.entries(filled)) await page.getByLabel(label, { exact: true }).fill(value);
  if (tried) await click('Try it and turn on')(page);
}

/** Chooses a backup, and looks into it. */
async function looked(page: Page): Promise<void> {
  await click('Restore a backup')(page);
  await click('Choose the file')(page);
  await page.getByLabel('Passphrase of that time', { exact: true }).fill('correct horse battery staple');
  await click('Look into it')(page);
}

/** Has everything erased, after the shops were told. */
async function farewell(page: Page): Promise<void> {
  await click('Erase everything')(page);
  await page.getByLabel('Passphrase', { exact: true }).fill('correct horse battery staple');
  await page.getByLabel(/^Type/).fill('erase everything');
  await click('Erase everything')(page);
}

const fillNew = async (page: Page) => {
  for (const label of ['New passphrase', 'New passphrase again']) await page.getByLabel(label, { exact: true }).fill('amber teapot violin canyon');
};

/** Shows a new kit, and begins to type it. */
async function kit(page: Page, typing = true): Promise<void> {
  await page.getByLabel('Passphrase', { exact: true }).fill('correct horse battery staple');
  await click('Show the kit')(page);
  await page.getByText(vault.kit.groups[0]!).waitFor();
  if (!typing) return;
  await click('I have it on paper')(page);
  await page.getByLabel('Recovery kit').fill(vault.kit.groups.join(' '));
}

/** Opens what can be said of the first entry behind the shoe size. */
async function wrong(page: Page): Promise<void> {
  await page.getByText('9 of your 12').click();
  await page.getByRole('button', { name: /^Not right\?/ }).first().click();
}

type Shot = { name: string; at: string; answers?: Record<string, unknown>; failing?: Record<string, string>; silent?: string[]; then?: (page: Page) => Promise<unknown>; size?: { width: number; height: number } };

const consentSize = { width: 640, height: 820 };
const unlockSize = { width: 940, height: 660 };
const smallest = { width: 360, height: 480 };
const shots: Shot[] = [
  { name: 'create', at: 'unlock.html', size: unlockSize, answers: { status: { ...locked, vault: 'missing' } }, then: (page) => page.getByLabel('Passphrase', { exact: true }).fill('correct horse battery staple') },
  { name: 'unlock', at: 'unlock.html', size: unlockSize, answers: { status: locked } },
  { name: 'unlock-idle', at: 'unlock.html', size: unlockSize, answers: { status: { ...locked, last_lock: { reason: 'idle', import_stopped: true, failure: null } } } },
  { name: 'unlock-serving', at: 'unlock.html', size: unlockSize, answers: { status: { ...locked, serves: true } } },
  { name: 'unlock-trouble', at: 'unlock.html', size: unlockSize, answers: { status: { ...locked, last_lock: { reason: 'sleep', import_stopped: false, failure: 'disk-full' } } } },
  { name: 'unlock-wrong', at: 'unlock.html', size: unlockSize, answers: { status: locked }, failing: { unlock: 'wrong-passphrase' }, then: async (page) => { await page.getByLabel('Passphrase', { exact: true }).fill('nope'); await click('Unlock')(page); } },
  { name: 'unlock-ways', at: 'unlock.html', size: unlockSize, answers: { status: locked, ways: { kit: true, quick: 'on' } } },
  { name: 'unlock-no-keychain', at: 'unlock.html', size: unlockSize, answers: { status: locked, ways: { kit: false, quick: 'unavailable' } }, failing: { unlock_quickly: 'keychain-unavailable' } },
  { name: 'unlock-keychain-failed', at: 'unlock.html', size: unlockSize, answers: { status: locked, ways: { kit: true, quick: 'on' } }, failing: { unlock_quickly: 'keychain-unavailable' }, then: click('Unlock with this computer’s keychain') },
  { name: 'recover', at: 'unlock.html', size: unlockSize, answers: { status: locked, ways: { kit: true, quick: 'off' }, check_kit: vault.mistypedKit }, then: async (page) => { await click('Use your recovery kit.')(page); await page.getByLabel('Recovery kit').fill('d3ch1 atecg mt5nn ajnvc f9'); } },
  { name: 'recover-wrong', at: 'unlock.html', size: unlockSize, answers: { status: locked, ways: { kit: true, quick: 'off' }, check_kit: vault.wholeKit }, failing: { recover: 'wrong-kit' }, then: async (page) => { await click('Use your recovery kit.')(page); await page.getByLabel('Recovery kit').fill(vault.kit.groups.join('-')); await fillNew(page); await page.clock.runFor(300); await click('Unlock and change the passphrase')(page); } },
  { name: 'keys-passphrase', at: 'keys.html?task=passphrase', size: consentSize, then: fillNew },
  { name: 'keys-passphrase-wrong', at: 'keys.html?task=passphrase', size: consentSize, failing: { change_passphrase: 'wrong-passphrase' }, then: async (page) => { await page.getByLabel('Present passphrase', { exact: true }).fill('nope'); await fillNew(page); await page.clock.runFor(300); await click('Change the passphrase')(page); } },
  { name: 'keys-passphrase-busy', at: 'keys.html?task=passphrase', size: consentSize, silent: ['change_passphrase'], then: async (page) => { await page.getByLabel('Present passphrase', { exact: true }).fill('nope'); await fillNew(page); await page.clock.runFor(300); await click('Change the passphrase')(page); } },
  { name: 'keys-kit', at: 'keys.html?task=kit', size: consentSize },
  { name: 'keys-kit-shown', at: 'keys.html?task=kit', size: consentSize, then: (page) => kit(page, false) },
  { name: 'keys-kit-typed', at: 'keys.html?task=kit', size: consentSize, answers: { check_kit: vault.wholeKit }, then: (page) => kit(page) },
  { name: 'keys-kit-mistyped', at: 'keys.html?task=kit', size: consentSize, answers: { check_kit: vault.mistypedKit }, then: (page) => kit(page) },
  { name: 'keys-quick', at: 'keys.html?task=quick-unlock', size: consentSize },
  { name: 'keys-quick-none', at: 'keys.html?task=quick-unlock', size: consentSize, failing: { quick_unlock_on: 'no-keychain' }, then: async (page) => { await page.getByLabel('Passphrase', { exact: true }).fill('x'); await click('Turn on')(page); } },
  { name: 'welcome', at: 'index.html', answers: { home: vault.emptyHome } },
  { name: 'start', at: 'index.html#/start', answers: { vocabulary: vault.vocabulary.map((detail) => ({ ...detail, stated: false })) }, then: async (page) => { await click('Skip')(page); await click('Skip')(page); } },
  { name: 'home', at: 'index.html' },
  { name: 'home-put-back', at: 'index.html', answers: { setback: vault.putBack } },
  { name: 'shops-restored', at: 'index.html#/shops', answers: { setback: { ...vault.putBack, how: 'restored' } } },
  { name: 'restore', at: 'unlock.html', size: unlockSize, answers: { status: locked }, then: looked },
  { name: 'restore-damaged', at: 'unlock.html', size: unlockSize, answers: { status: { ...locked, vault: 'missing' } }, failing: { backup_preview: 'backup-damaged' }, then: looked },
  { name: 'erase', at: 'unlock.html', size: unlockSize, answers: { status: locked }, then: click('Erase everything') },
  { name: 'erase-untold', at: 'unlock.html', size: unlockSize, answers: { status: locked, farewell: 2 }, then: farewell },
  { name: 'small-erase', at: 'unlock.html', size: smallest, answers: { status: locked }, failing: { farewell: 'wrong-passphrase' }, then: farewell },
  { name: 'export-ask', at: 'index.html#/settings', then: click('Export everything') },
  { name: 'restored', at: 'unlock.html', size: unlockSize, answers: { status: locked }, then: async (page) => { await looked(page); await click('Restore it')(page); } },
  { name: 'profile', at: 'index.html#/profile', then: (page) => page.getByText('41 of your 312').click() },
  { name: 'profile-empty', at: 'index.html#/profile', answers: { profile: { areas: [], overview: [] } } },
  { name: 'profile-rules', at: 'index.html#/profile', answers: { rules: vault.rules }, then: (page) => page.getByRole('heading', { name: 'What you keep out or corrected' }).scrollIntoViewIfNeeded() },
  { name: 'profile-over-time', at: 'index.html#/profile', then: async (page) => { await page.getByText('9 of your 12').click(); await page.getByText('As a table').click(); } },
  { name: 'profile-over-years', at: 'index.html#/profile', answers: { over_time: vault.overYears }, then: async (page) => { await page.getByText('41 of your 312').click(); await page.getByText('IMDb ratings').first().waitFor(); } },
  { name: 'profile-unsorted', at: 'index.html#/profile/unsorted', answers: { unsorted: vault.unsorted }, then: (page) => page.getByText('Xylotron 3000').first().scrollIntoViewIfNeeded() },
  { name: 'profile-outlook', at: 'index.html#/profile', then: async (page) => { await page.getByText('41 of your 312').click(); await page.getByRole('button', { name: /^What would change it/ }).first().click(); await page.getByText('would no longer be suggested').waitFor(); } },
  { name: 'entry', at: 'index.html#/profile', then: wrong },
  { name: 'entry-place', at: 'index.html#/profile', then: async (page) => { await wrong(page); await page.getByLabel('It is not Lighting. It is').fill('gar'); await page.getByRole('option', { name: 'Garden' }).click(); await page.getByRole('button', { name: 'Move it' }).scrollIntoViewIfNeeded(); } },
  { name: 'entry-gone', at: 'index.html#/profile', failing: { entry: 'no-such-entry' }, then: wrong },
  { name: 'small-entry', at: 'index.html#/profile', size: smallest, then: wrong },
  { name: 'imports-supposed', at: 'index.html#/imports', answers: { suppositions: vault.suppositions }, then: (page) => page.getByText('Spotify\'s suppositions about you (2)').click() },
  { name: 'imports-streams', at: 'index.html#/imports', answers: { streams: vault.streams }, then: (page) => page.getByText('Used for suggestions').scrollIntoViewIfNeeded() },
  { name: 'add', at: 'index.html#/profile/add' },
  ...vault.vocabulary.map((detail): Shot => ({ name: `edit-${detail.key}`, at: `index.html#/profile/${detail.key}` })),
  { name: 'edit-diet.pattern-wanted', at: 'index.html#/profile/diet.pattern', then: click('I want to say it') },
  { name: 'edit-brands.loved-found', at: 'index.html#/profile/brands.loved', then: (page) => page.getByLabel('Add a name to Brands you love').fill('e') },
  { name: 'edit-materials-nickel', at: 'index.html#/profile/style.materials.avoided', then: (page) => page.getByRole('checkbox', { name: 'Nickel' }).check() },
  { name: 'intent-add', at: 'index.html#/profile', then: click('Add what I am looking for') },
  { name: 'imports', at: 'index.html#/imports' },
  { name: 'imports-help', at: 'index.html#/imports', then: (page) => page.getByText('How do I get an export?').click() },
  { name: 'imports-preview', at: 'index.html#/imports', then: click('Choose files') },
  { name: 'imports-table', at: 'index.html#/imports', answers: { examine: vault.tablePreview }, then: click('Choose files') },
  { name: 'imports-browser', at: 'index.html#/imports', answers: { examine: vault.browserPreview }, then: click('Choose files') },
  { name: 'imports-running', at: 'index.html#/imports', answers: { examine: { ...vault.importPreview, people: [], date_questions: [] } }, then: async (page) => { await click('Choose files')(page); await click('Import')(page); await page.clock.runFor(2500); } },
  { name: 'imports-done', at: 'index.html#/imports', answers: { examine: { ...vault.importPreview, people: [], date_questions: [] }, import_progress: { rows: 1, of: 1, failed: null, done: { added: 2486, already_here: 760, bought: true, skipped: [{ reason: 'trailers and previews', count: 411 }], refused: [{ name: 'Takeout.zip/Profile 1/places.sqlite', code: 'history-in-log' }], suggested: 6 } } }, then: async (page) => { await click('Choose files')(page); await click('Import')(page); } },
  { name: 'imports-failed', at: 'index.html#/imports', failing: { examine: 'damaged-archive' }, then: click('Choose files') },
  { name: 'imports-undo', at: 'index.html#/imports', then: (page) => page.getByRole('button', { name: 'Undo the import of Your Orders.zip' }).click() },
  { name: 'requests', at: 'index.html#/requests' },
  { name: 'requests-empty', at: 'index.html#/requests', answers: { requests: [] } },
  { name: 'shops', at: 'index.html#/shops' },
  { name: 'shops-plain', at: 'index.html#/shops', answers: { plain: { ...vault.plainMode, shops: [{ shop: vault.shops.shoes, since: vault.now }] }, grants: vault.plainGrants } },
  { name: 'home-plain', at: 'index.html', answers: { plain: vault.plainMode, home: { ...vault.home, grants: vault.plainGrants.slice(0, 3) } } },
  { name: 'requests-plain', at: 'index.html#/requests', answers: { plain: vault.plainMode } },
  { name: 'shop-plain', at: 'index.html#/shops/12', answers: { grant: vault.plain } },
  { name: 'shop-plain-untold', at: 'index.html#/shops/12', answers: { grant: { ...vault.grant, summary: { ...vault.plainGrants[0], state: 'updating' } } } },
  { name: 'shop-plain-refused', at: 'index.html#/shops/12', answers: { grant: vault.plainRefused } },
  { name: 'receipt-plain', at: 'index.html#/receipts/4', answers: { receipt: vault.plainReceipt } },
  { name: 'shop-plain-toast', at: 'index.html#/shops/12', then: (page) => page.getByRole('switch', { name: 'Plain mode for fieldandstride.example' }).check() },
  { name: 'shop-plain-change-review-ask', at: 'index.html#/shops/12', answers: { grant: vault.plain, instead: vault.word }, then: async (page) => { await less(page); await click('Look at the change')(page); } },
  { name: 'shops-empty', at: 'index.html#/shops', answers: { grants: [] } },
  { name: 'shop', at: 'index.html#/shops/12' },
  { name: 'shop-stop', at: 'index.html#/shops/12', then: click('Stop sharing') },
  { name: 'shop-stopping', at: 'index.html#/shops/8', answers: { grant: { ...vault.grant, summary: vault.grants[3], holds: [], told: 'not-yet' } } },
  { name: 'shop-stopping-told', at: 'index.html#/shops/8', answers: { grant: { ...vault.grant, summary: vault.grants[3], holds: [], told: 'yes' } } },
  { name: 'shop-ran-out', at: 'index.html#/shops/3', answers: { grant: { ...vault.grant, summary: vault.grants.at(-1), holds: [], holds_until: vault.now - 9e8, told: 'cannot' } } },
  { name: 'shop-paused', at: 'index.html#/shops/12', answers: { grant: vault.paused } },
  { name: 'shop-paused-untold', at: 'index.html#/shops/12', answers: { grant: { ...vault.paused, summary: { ...vault.paused.summary, resumes: null }, told: 'not-yet', mailbox: null } } },
  { name: 'shop-paused-cannot', at: 'index.html#/shops/12', answers: { grant: { ...vault.paused, told: 'cannot', mailbox: null } } },
  { name: 'shop-unsigned-blocked', at: 'index.html#/shops/9', answers: { grant: { ...vault.grant, summary: { ...vault.grants[2], shop: vault.shops.market }, ends: [] }, blocked_shops: [vault.shops.market] } },
  { name: 'shop-key-changed', at: 'index.html#/shops/12', answers: { grant: vault.inDoubt } },
  { name: 'shops-key-changed', at: 'index.html#/shops', answers: { grants: [vault.inDoubt.summary, ...vault.grants.slice(1)] } },
  { name: 'shop-pause-ask', at: 'index.html#/shops/12', then: click('Pause') },
  { name: 'shop-block-ask', at: 'index.html#/shops/12', then: click('Block this shop') },
  { name: 'shop-change-ask', at: 'index.html#/shops/12', then: click('Change') },
  { name: 'shop-change-less-ask', at: 'index.html#/shops/12', then: (page) => less(page) },
  { name: 'shop-change-nothing-ask', at: 'index.html#/shops/12', answers: { grant: { ...vault.grant, groups: vault.grant.groups.slice(1), ends: [] } }, then: async (page) => { await click('Change')(page); await page.getByRole('dialog').getByRole('switch').uncheck(); } },
  { name: 'shop-change-review-ask', at: 'index.html#/shops/12', then: async (page) => { await less(page); await click('Look at the change')(page); } },
  { name: 'shop-change-refused-ask', at: 'index.html#/shops/12', failing: { amend: 'grant-ended' }, then: async (page) => { await less(page); await click('Look at the change')(page); await click('Change it')(page); } },
  { name: 'shop-change-needed-ask', at: 'index.html#/shops/12', failing: { preview_amendment: 'nothing-to-share' }, answers: { grant: { ...vault.grant, groups: vault.grant.groups.map((group) => ({ ...group, details: group.details.map((detail) => (detail.key === 'apparel.fit' ? { ...detail, levels: [] } : detail)) })) } }, then: async (page) => { await less(page); await click('Look at the change')(page); } },
  { name: 'shops-pause-ask', at: 'index.html#/shops', then: click('Pause everything for a day') },
  { name: 'shops-resume-ask', at: 'index.html#/shops', then: click('Resume everything') },
  { name: 'shops-stop', at: 'index.html#/shops', then: click('Stop everything') },
  { name: 'history', at: 'index.html#/history' },
  { name: 'history-unbroken', at: 'index.html#/history', then: click('Check the history') },
  { name: 'history-broken', at: 'index.html#/history', answers: { history_verify: { ...vault.chain, lines: 6, broken: 7 } }, then: click('Check the history') },
  { name: 'receipt', at: 'index.html#/receipts/4' },
  { name: 'receipt-lived', at: 'index.html#/receipts/4', answers: { receipt: vault.lived }, then: (page) => page.getByText('What was shared from then on').click() },
  { name: 'settings', at: 'index.html#/settings' },
  { name: 'settings-backups', at: 'index.html#/settings', answers: { backups: vault.backups } },
  { name: 'settings-backup-failed', at: 'index.html#/settings', answers: { backups: { ...vault.backups, failed_at: vault.now, trouble: 'no-place' } }, then: click('Back up now') },
  { name: 'small-backups', at: 'index.html#/settings', size: smallest, answers: { backups: vault.backups } },
  { name: 'settings-on', at: 'index.html#/settings', answers: { mailbox: vault.bucket, blocked_shops: [vault.shops.market, vault.shops.shoes] } },
  { name: 'settings-keys', at: 'index.html#/settings', answers: { keys: vault.keysAll } },
  { name: 'keys-remove-ask', at: 'index.html#/settings', answers: { keys: vault.keysAll }, then: click('Remove') },
  { name: 'settings-failed', at: 'index.html#/settings', failing: { keys: 'io', mailbox: 'io', blocked_shops: 'locked' } },
  { name: 'settings-never', at: 'index.html#/settings', answers: { settings: { ...vault.locking, settings: { ...vault.locking.settings, lock_after: null, background: true }, hears_sleep: false, hears_screen_lock: false } } },
  { name: 'settings-staying', at: 'index.html#/settings', answers: { status: { ...vault.status, confined: false }, settings: { ...vault.locking, stays_until: vault.now + 4 * 3_600_000 } } },
  { name: 'home-unconfined', at: 'index.html', answers: { status: { ...vault.status, confined: false } } },
  { name: 'locks-soon', at: 'index.html', answers: { status: { ...vault.status, locks_at: vault.now + 30_000 } } },
  { name: 'mailbox-off-ask', at: 'index.html#/settings', answers: { mailbox: vault.folder }, then: click('Turn off') },
  { name: 'mailbox-folder', at: 'index.html#/settings', then: click('Set up a mailbox') },
  { name: 'mailbox-bucket', at: 'index.html#/settings', then: async (page) => { await bucket(page, false); await page.getByText('More', { exact: true }).click(); } },
  { name: 'mailbox-empty', at: 'index.html#/settings', then: async (page) => { await click('Set up a mailbox')(page); await click('Try it and turn on')(page); } },
  { name: 'mailbox-trying', at: 'index.html#/settings', silent: ['set_mailbox'], then: (page) => bucket(page) },
  { name: 'mailbox-refused', at: 'index.html#/settings', failing: { set_mailbox: 'mailbox-refused' }, then: (page) => bucket(page) },
  { name: 'mailbox-change', at: 'index.html#/settings', answers: { mailbox: vault.folder }, then: click('Change the place') },
  { name: 'palette', at: 'index.html#/history', then: async (page) => { await page.keyboard.press('Control+k'); await page.getByRole('combobox').fill('size'); } },
  { name: 'toast', at: 'index.html#/profile', then: (page) => page.getByRole('button', { name: 'Hide Fit' }).click() },
  { name: 'failure', at: 'index.html', failing: { home: 'locked' } },
  { name: 'consent', at: 'consent.html?id=20', size: consentSize },
  { name: 'consent-open', at: 'consent.html?id=20', size: consentSize, then: async (page) => { for (const more of await page.locator('details').all()) await more.evaluate((node: HTMLDetailsElement) => (node.open = true)); await page.getByRole('switch', { name: 'Colours you like' }).check(); await page.getByLabel('How precise: Shoe size').selectOption('bucket'); } },
  { name: 'consent-plain', at: 'consent.html?id=20', size: consentSize, answers: { instead: vault.word } },
  { name: 'consent-plain-shared', at: 'consent.html?id=20', size: consentSize, answers: { instead: vault.word }, then: async (page) => { await page.clock.runFor(1200); await click('Share')(page); } },
  { name: 'extension-plain', at: `consent.html?grant=12&until=${vault.extension.until}`, size: consentSize, answers: { preview_extension: { ...vault.extension, instead: vault.word } } },
  { name: 'small-plain', at: 'index.html#/shops', size: smallest, answers: { plain: vault.plainMode, grants: vault.plainGrants } },
  { name: 'consent-wary', at: 'consent.html?id=22', size: consentSize, answers: { request: vault.wary } },
  { name: 'consent-choosy', at: 'consent.html?id=23', size: consentSize, answers: { request: vault.choosy } },
  { name: 'consent-undecided', at: 'consent.html?id=23', size: consentSize, answers: { request: vault.choosy }, then: (page) => page.getByRole('switch', { name: 'Usual spend' }).uncheck() },
  { name: 'consent-unsigned', at: 'consent.html?id=24', size: consentSize, answers: { request: vault.unsigned } },
  { name: 'consent-nothing-on', at: 'consent.html?id=20', size: consentSize, answers: { request: { ...vault.request, groups: vault.request.groups.slice(1) } } },
  { name: 'consent-bad-choice', at: 'consent.html?id=20', size: consentSize, failing: { preview: 'bad-choice' } },
  { name: 'consent-shared', at: 'consent.html?id=20', size: consentSize, then: async (page) => { await page.clock.runFor(1200); await click('Share')(page); } },
  { name: 'extension', at: `consent.html?grant=12&until=${vault.extension.until}`, size: consentSize, then: (page) => page.clock.runFor(1200) },
  { name: 'extension-in-doubt', at: `consent.html?grant=12&until=${vault.extension.until}`, size: consentSize, answers: { preview_extension: { ...vault.extension, shop: { ...vault.shops.shoes, key_changed: true } } } },
  { name: 'extension-failed', at: 'consent.html?grant=12&until=1', size: consentSize, failing: { preview_extension: 'grant-ended' } },
  { name: 'extension-agreed', at: `consent.html?grant=12&until=${vault.extension.until}`, size: consentSize, then: async (page) => { await page.clock.runFor(1200); await click('Extend')(page); } },
  { name: 'narrow', at: 'index.html#/profile', size: { width: 590, height: 800 } },
  { name: 'small-unlock', at: 'unlock.html', size: smallest, answers: { status: locked } },
  { name: 'small-consent', at: 'consent.html?id=20', size: smallest },
  { name: 'small-consent-soon', at: 'consent.html?id=20', size: smallest, answers: { status: { ...vault.status, locks_at: vault.now + 30_000 } } },
  { name: 'small-settings', at: 'index.html#/settings', size: smallest },
  { name: 'small-shop', at: 'index.html#/shops/12', size: smallest },
  { name: 'small-imports', at: 'index.html#/imports', size: smallest, then: click('Choose files') },
  { name: 'small-edit', at: 'index.html#/profile/budget.range', size: smallest },
  { name: 'small-change', at: 'index.html#/shops/12', size: smallest, then: click('Change') },
  { name: 'small-paused', at: 'index.html#/shops/12', size: smallest, answers: { grant: vault.paused } },
  { name: 'small-extension', at: `consent.html?grant=12&until=${vault.extension.until}`, size: smallest },
  { name: 'small-mailbox', at: 'index.html#/settings', size: smallest, then: (page) => bucket(page, false) },
  { name: 'small-mailbox-on', at: 'index.html#/settings', size: smallest, answers: { mailbox: vault.bucket, blocked_shops: [vault.shops.shoes] } },
  { name: 'small-keys', at: 'index.html#/settings', size: smallest, answers: { keys: { ...vault.keysAll, quick: 'unavailable' } } },
  { name: 'small-kit', at: 'keys.html?task=kit', size: smallest, then: (page) => kit(page, false) },
  { name: 'small-recover', at: 'unlock.html', size: smallest, answers: { status: locked, ways: { kit: true, quick: 'off' } }, then: click('Use your recovery kit.') },
  { name: 'small-choosy', at: 'consent.html?id=23', size: smallest, answers: { request: vault.choosy } },
  { name: 'narrow-shops', at: 'index.html#/shops', size: { width: 590, height: 800 } },
];

for (const shot of shots) {
  test(shot.name, async ({ page }) => {
    const errors: string[] = [];
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(String(error)));
    if (shot.size) await page.setViewportSize(shot.size);
    await open(page, shot.at, { answers: shot.answers ?? {}, failing: shot.failing ?? {}, silent: shot.silent ?? [] });
    await shot.then?.(page);
    await page.clock.runFor(500);
    const axe = await checker(page);

    for (const theme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await worn(page, theme);
      await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null))));
      if (process.env['SHOTS']) await page.screenshot({ path: `${process.env['SHOTS']}/${shot.name}-${theme}.png`, fullPage: !shot.name.match(/palette|edit|add|stop$|undo|-ask/) });
      expect(await axe(), theme).toEqual([]);
    }

    expect(await breaches(page)).toEqual([]);
    expect(errors).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, 'sideways scrolling').toBe(0);
  });
}

/** Waits until the page is painted in a theme, so that no check reads half of each. */
async function worn(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await page.evaluate(async (wanted) => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    while (!matchMedia(`(prefers-color-scheme: ${wanted})`).matches) await frame();
    await frame();
    await frame();
  }, theme);
}

/** Brings axe in through the debugger, so that the policy needs no hole for it. */
async function checker(page: Page): Promise<() => Promise<string[]>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axeSource });
  await page.clock.resume();
  const expression = `axe.run(document.querySelector('dialog[open]') ?? document, { runOnly: ${JSON.stringify(rules)}, resultTypes: ['violations'] }).then((found) => found.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.target.join(' ') + ' ' + n.failureSummary).join(' | ')))`;
  return async () => {
    const { result } = await session.send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true });
    return result.value as string[];
  };
}
