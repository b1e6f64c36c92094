// The whole story with the real window, a real browser and the demo shop: from an empty vault to a shop that forgot.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { STORY, TARGET } from '../lib/paths.js';
import { openShop } from '../lib/shop.js';
import { openBrowser } from './lib/browser.js';
import { Person } from './lib/person.js';
import { until } from './lib/session.js';

const PASSPHRASE = 'walnut cello harbour nineteen';
const PICTURES = join(TARGET, 'story');

let alex;
let inkling;
let shop;
let browser;
let pictures = 0;

before(async () => {
  mkdirSync(PICTURES, { recursive: true });
  alex = new Person();
  mkdirSync(join(alex.home, 'shop'));
  [shop, browser, inkling] = await Promise.all([openShop(join(alex.home, 'shop')), openBrowser(), alex.opens()]);
});

after(async () => {
  await browser?.close();
  shop?.close();
  await alex.leaves();
});

/** Tells what happened, and keeps a picture of the window and of the browser. */
async function tell(sentence) {
  pictures += 1;
  const name = `${String(pictures).padStart(2, '0')}-${sentence.toLowerCase().replace(/[^a-z]+/g, '-').replace(/^-|-$/g, '')}`;
  await alex.photographs(join(PICTURES, `${name}-window.png`));
  await browser.page.screenshot({ path: join(PICTURES, `${name}-browser.png`) });
  if (process.env.STORY === 'aloud') process.stdout.write(`# ${sentence}\n`);
}

const shelves = () => browser.page.locator('h2').allInnerTexts();
let strangersShelves;

test('Alex creates a vault', async () => {
  await alex.createsVault(PASSPHRASE);
  await inkling.shows('index.html');
  await inkling.run(() => {
    window.broken = [];
    document.addEventListener('securitypolicyviolation', (event) => window.broken.push(`${event.violatedDirective}: ${event.sourceFile}`));
  });
  await inkling.says('Your vault is ready.');
  await tell('Alex creates a vault');
});

test('Alex imports what Amazon and Netflix know, as one of the people of the household', async () => {
  // The system's dialog cannot be driven; what it answers can.
  const paths = readdirSync(STORY).map((name) => join(STORY, name));
  const preview = await inkling.invoke('examine', { paths });
  assert.ok(preview.people.some(({ name }) => name === 'Alex'));
  await inkling.invoke('import_start', { paths, answers: { people: ['Alex'], date_order: null } });
  const { done, failed } = await until(async () => {
    const progress = await inkling.invoke('import_progress');
    return (progress.done || progress.failed) && progress;
  }, 'the import has ended', 60_000);
  assert.equal(failed, null);
  assert.ok(done.suggested > 0);
});

test('Alex confirms what fits', async () => {
  await inkling.click('link', /^My profile/);
  await inkling.find('button', /^Confirm Film/);
  await tell('Inkling suggests with evidence');
  await inkling.click('button', /^Confirm Film/);
  await inkling.click('button', 'Confirm Shoe size');
  await inkling.says('is confirmed');
  await tell('Alex confirms what fits');
});

test('a link in the shop opens the request in a window of its own', async () => {
  await browser.page.goto(shop.origin);
  strangersShelves = await shelves();
  await tell('The shop as everybody sees it');
  await browser.page.getByRole('button', { name: 'Personalise with Inkling' }).click();
  await browser.page.getByRole('link', { name: 'Open my Inkling vault' }).waitFor();
  await tell('The shop asks');
  await alex.follows(await browser.page.getByRole('link', { name: 'Open my Inkling vault' }).getAttribute('href'));
  await inkling.turnTo('consent.html');
  await inkling.says('Signed with the key of this address.');
  assert.deepEqual((await inkling.pages()).map(({ page }) => page.split('?')[0]).sort(), ['consent.html', 'index.html']);
});

test('the same link again neither asks twice nor pulls at the window', async () => {
  await alex.follows(await browser.page.getByRole('link', { name: 'Open my Inkling vault' }).getAttribute('href'));
  assert.equal((await inkling.pages()).length, 2);
});

test('the main window cannot decide, and the consent window can do nothing else', async () => {
  await inkling.turnTo('index.html');
  await assert.rejects(inkling.invoke('approve', { id: 1, choice: { groups: [], duration: 'once' }, digest: '' }), /not allowed/);
  await inkling.turnTo('consent.html');
  for (const command of ['home', 'profile', 'set_preference', 'grants', 'lock', 'open_link', 'history']) {
    await assert.rejects(inkling.invoke(command), /not allowed/, command);
  }
});

test('Alex sees the exact values, adds one detail, and shares', async () => {
  await inkling.turnTo('consent.html');
  await inkling.says('Only this 1 detail would be shared.');
  await tell('Only what the shop needs is chosen');
  await inkling.click('switch', 'Shoe size');
  await inkling.says('Only these 2 details would be shared.');
  await tell('Alex adds one detail');
  await inkling.click('button', 'Share');
  await inkling.shows('index.html');
  const back = await alex.returnsTo();
  assert.ok(back.startsWith(`${shop.origin}/`), 'the browser goes back to the shop that asked');
  await browser.page.goto(back);
});

test('the shop greets Alex with other shelves, and holds exactly what was shown', async () => {
  await browser.page.getByText('Your shop tonight.').waitFor();
  assert.notDeepEqual(await shelves(), strangersShelves);
  await tell('The shop is arranged for Alex');
  await inkling.turnTo('index.html');
  await inkling.click('link', /^Connected shops/);
  await inkling.click('link', /localhost/);
  await inkling.says('Shoe size');
  await tell('Alex sees what the shop holds');
  const held = await browser.page.evaluate(() => fetch('/api/me').then((answer) => answer.json()));
  assert.deepEqual(Object.keys(held.details).length > 0, true);
});

test('Alex stops sharing, and the shop confirms with a date and forgets', async () => {
  await inkling.click('button', 'Stop sharing');
  await inkling.find('heading', /^Stop sharing with/);
  await tell('Alex stops sharing');
  await inkling.click('button', 'Stop sharing');
  await until(async () => (await inkling.invoke('grants'))[0].state === 'stopped', 'the shop has confirmed');
  await browser.page.goto(shop.origin);
  assert.deepEqual(await shelves(), strangersShelves);
  await tell('The shop has forgotten');
});

test('everything stands in the history, and the vault is locked', async () => {
  await inkling.click('link', /^History/);
  await inkling.says('localhost');
  await tell('Everything stands in the history');
  assert.deepEqual(await inkling.run(() => window.broken), [], 'no screen broke the policy of the page');
  await inkling.click('button', 'Lock');
  await inkling.shows('unlock.html');
  await tell('The vault is locked');
});
