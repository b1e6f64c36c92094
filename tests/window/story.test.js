// The whole story with the real window, a real browser and the demo shop: from an empty vault to a shop that forgot.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { spotted } from '../lib/canary.js';
import { EXPORTS, STORY, TARGET } from '../lib/paths.js';
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
  if (process.env.STORY === 'aloud') process.stdout.write(`  ${sentence}.\n`);
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
  await inkling.click('link', 'Imports');
  await inkling.fill('or type a path', STORY);
  await inkling.click('button', 'Open');
  await inkling.find('heading', /can be imported/);
  await inkling.click('checkbox', /^Alex/);
  await tell('Inkling asks whose profile is whose');
  await inkling.click('button', 'Import');
  await inkling.find('heading', /new entries/);
  await tell('The exports are imported');
});

test('Alex confirms what fits, edits one, hides one, and states two', async () => {
  await inkling.click('link', /^My profile/);
  await inkling.find('button', 'Confirm Film genres');
  await tell('Inkling suggests with evidence');
  await inkling.click('button', 'Confirm Film genres');
  await inkling.click('button', 'Confirm Series genres');
  await inkling.click('button', 'Hide How often you buy');
  await inkling.click('button', 'Edit Colours you like');
  await inkling.click('checkbox', 'Green');
  await tell('Alex edits what does not fit');
  await inkling.click('button', 'Save');
  await inkling.says('Colours you like is saved.');
  await sets('Shoe size', async () => inkling.choose('Usual size', '42'));
  await sets('Budget', async () => {
    await inkling.fill('From for Running shoes', '80');
    await inkling.fill('To for Running shoes', '150');
  });
  await tell('Alex states a size and a budget');
});

/** Edits one preference by hand. */
async function sets(label, change) {
  await inkling.click('button', `Edit ${label}`);
  await change();
  await inkling.click('button', 'Save');
  await inkling.says(`${label} is saved.`);
}

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
  for (const command of ['home', 'profile', 'set_preference', 'grants', 'open_link', 'history']) {
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
  assert.deepEqual(Object.keys(held.details).sort(), ['interests.media.film', 'shoes.size']);
  await browser.page.goto(`${shop.origin}/inkling`);
  await tell('The shop shows the token it holds');
});

test('Alex changes a detail, and the shop’s copy follows by itself', async () => {
  await inkling.click('link', /^My profile/);
  await sets('Shoe size', async () => inkling.choose('Usual size', '43'));
  await until(async () => (await browser.page.evaluate(() => fetch('/api/me').then((answer) => answer.json()))).version === 2, 'the shop has the second version');
  await browser.page.reload();
  await tell('The shop has the new size');
});

test('Alex stops sharing, and the shop confirms with a date and forgets', async () => {
  await inkling.click('link', /^Connected shops/);
  await inkling.click('link', /localhost/);
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
  await inkling.locks();
  await inkling.turnTo('unlock.html');
  await inkling.find('textbox', 'Passphrase');
  await tell('The vault is locked');
});

test('a wrong passphrase is refused; the right one finds everything as it was, also after starting anew', async () => {
  await inkling.turnTo('unlock.html');
  await inkling.fill('Passphrase', 'walnut cello harbour twenty');
  await inkling.click('button', 'Unlock');
  await inkling.says('That passphrase does not open this vault.');
  await tell('A wrong passphrase is refused');
  await inkling.close();
  inkling = await alex.opens();
  await alex.unlocks(PASSPHRASE);
  await inkling.click('link', /^My profile/);
  await inkling.says('EU 43');
  await inkling.click('link', /^History/);
  await inkling.says('confirmed that it deleted its copy');
  await tell('It is all still there');
});

test('no word of it stands in any file of the computer but the shop’s, with the vault open or its process killed', async () => {
  const words = [PASSPHRASE, 'walnut cello harbour twenty', 'Salomon', 'Lavazza', 'shoes.size', 'thrillers'];
  const elsewhere = () => spotted(alex.home, words).filter(({ file }) => !file.startsWith(join(alex.home, 'shop')));
  assert.deepEqual(elsewhere(), []);
  await inkling.kill();
  assert.deepEqual(elsewhere(), []);
  assert.ok(spotted(join(EXPORTS, 'story'), ['Salomon']).length > 0, 'the search finds what is there');
});
