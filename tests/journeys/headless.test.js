// The whole story without a window: the command line on one side, the demo shop with its SDK on the other.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';

import { spotted } from '../lib/canary.js';
import { Inkling } from '../lib/inkling.js';
import { BINARIES, EXPORTS, STORY } from '../lib/paths.js';
import { openShop, Visitor } from '../lib/shop.js';

const PASSPHRASE = 'walnut cello harbour nineteen';
// Words that stand in what is imported and stated; none may stand in any file of the vault.
const CANARIES = [PASSPHRASE, 'Salomon', 'Lavazza', 'canary-brand-zq', 'thrillers', 'shoes.size'];

let folder;
let alex;
let shop;
let visitor;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'inkling-story-'));
  alex = new Inkling(folder, PASSPHRASE);
  mkdirSync(join(folder, 'shop'));
  shop = await openShop(join(folder, 'shop'));
  visitor = new Visitor(shop.origin);
});

after(() => {
  shop.close();
  rmSync(folder, { recursive: true });
});

const details = (profile) => new Map(profile.areas.flatMap((area) => area.preferences).map((one) => [one.key, one]));
const happenings = async () => (await alex.run('history', 'list')).map((entry) => entry.what);
const shopHas = async () => visitor.visit('/api/me');

test('a vault is created once, and a wrong passphrase does not open it', async () => {
  assert.equal((await alex.run('init')).vault, 'locked');
  await assert.rejects(alex.run('init'), { code: 'vault-exists', exit: 1 });
  writeFileSync(join(folder, 'wrong'), 'walnut cello harbour twenty\n');
  await assert.rejects(alex.runWith(join(folder, 'wrong'), 'profile', 'list'), { code: 'wrong-passphrase' });
});

test('exports are previewed with counts and reasons, asked whose they are, and imported once', async () => {
  const preview = await alex.run('import', '--dry-run', STORY);
  assert.deepEqual(preview.people.map(({ name, mine, child }) => [name, mine, child]), [['Alex', false, false], ['Kids', false, true], ['Sam', false, false]]);
  assert.ok(preview.files.some((file) => file.format === 'Netflix viewing activity' && file.skipped.some(({ count }) => count > 0)));
  assert.deepEqual(details(await alex.run('profile', 'list')).size, 0, 'a dry run stores nothing');

  await assert.rejects(alex.run('import', STORY), { code: 'needs-answer' });
  const first = await alex.run('import', STORY, '--mine', 'Alex');
  assert.ok(first.added > 900 && first.suggested > 0);
  const again = await alex.run('import', STORY, '--mine', 'Alex');
  assert.equal(again.added, 0);
});

test('damaged and foreign files are refused clearly, and nothing is lost', async () => {
  const before = JSON.stringify(await alex.run('profile', 'list'));
  const cut = join(folder, 'Your Orders.zip');
  copyFileSync(join(EXPORTS, 'amazon/Your Orders.zip'), cut);
  truncateSync(cut, 900);
  await assert.rejects(alex.run('import', cut), { code: 'damaged-archive' });
  const columns = join(folder, 'columns.csv');
  writeFileSync(columns, readFileSync(join(EXPORTS, 'netflix/CONTENT_INTERACTION/ViewingActivity.csv'), 'utf8').replace('Start Time', 'Begun'));
  await assert.rejects(alex.run('import', columns), { code: 'wrong-columns' });
  await assert.rejects(alex.run('import', join(EXPORTS, 'README.md')), { code: 'unknown-file' });
  await assert.rejects(alex.run('import', join(folder, 'nowhere.csv')), { code: 'file-not-found' });
  assert.equal(JSON.stringify(await alex.run('profile', 'list')), before);
});

test('derived preferences show their evidence; the person confirms, edits, hides and states', async () => {
  const derived = details(await alex.run('profile', 'list'));
  assert.match(derived.get('interests.media.film').evidence.sentence, /^Thrillers: \d+ of your \d+ finished titles/);
  assert.equal(derived.get('interests.media.film').standing, 'suggested');
  await alex.run('profile', 'confirm', 'interests.media.film', 'interests.media.tv', 'interests.shop', 'shoes.size');
  await alex.run('profile', 'hide', 'purchase.cadence');
  await alex.run('profile', 'set', 'style.colours.liked', '["green","navy"]');
  await alex.run('profile', 'set', 'budget.range', '{"shoes-running":{"min":80,"max":150,"currency":"EUR"}}');
  await alex.run('profile', 'set', 'brands.avoided', '[{"id":"canary-brand-zq","strength":3}]');
  await assert.rejects(alex.run('profile', 'set', 'shoes.size', '"enormous"'), { code: 'bad-value' });

  const mine = details(await alex.run('profile', 'list'));
  const standings = ['interests.media.film', 'style.colours.liked', 'budget.range', 'brands.avoided', 'purchase.cadence', 'brands.loved'].map((key) => mine.get(key).standing);
  assert.deepEqual(standings, ['confirmed', 'edited', 'edited', 'stated', 'hidden', 'suggested']);
});

test('the shop’s request is filed with exact values, and only what is approved is sent', async () => {
  const { link } = JSON.parse((await visitor.visit('/personalise', { method: 'POST', headers: { accept: 'application/json', origin: shop.origin } })).text);
  const { id } = await alex.run('open', link);
  const request = await alex.run('requests', 'show', String(id));
  assert.equal(request.summary.shop.verified, true);
  assert.equal(request.summary.shop.new, true);
  const brands = request.groups.flatMap((group) => group.details).find(({ key }) => key === 'brands.loved');
  assert.equal(brands.missing, 'not-confirmed', 'a suggestion cannot be shared');

  const needed = request.groups.filter((group) => group.role === 'required').flatMap((group) => group.details).map(({ key }) => key);
  const nothing = ['requests', 'approve', String(id), '--only', ...needed, 'brands.loved'];
  await assert.rejects(alex.run(...nothing), { code: 'nothing-to-share' });
  await alex.run('plain', 'on');
  for (const command of [['requests', 'show', String(id)], nothing]) {
    assert.match(await alex.warns(...command), /^Plain mode is on for \S+: it gets the word that it is not to personalise, and what you approve waits/);
  }
  await alex.run('plain', 'off');
  assert.doesNotMatch(await alex.warns('requests', 'show', String(id)), /Plain mode/);
  await assert.rejects(alex.run('requests', 'approve', String(id), '--only', ...needed, '--level', `${needed[0]}=exact`), { code: 'level-too-precise' });
  const approved = await alex.run('requests', 'approve', String(id), '--only', ...needed, 'shoes.size', 'budget.range', '--level', 'budget.range=bucket');
  assert.equal(approved.delivered, true);

  const back = await visitor.visit(approved.return_to);
  assert.match(back.text, /Because you told us/i);
  const held = JSON.parse((await shopHas()).text);
  assert.equal(held.version, 1);
  assert.ok(JSON.stringify(held.details).includes('42'));
  assert.ok(!JSON.stringify(held.details).includes('navy'), 'what was withheld is not there');
  const exact = (await alex.run('grants', 'show', String(approved.grant))).holds.find(({ key }) => key === 'budget.range');
  assert.deepEqual(JSON.parse(exact.sent), { 'shoes-running': { from: 100, to: 249, currency: 'EUR' } });
  const stranger = await new Visitor(shop.origin).visit('/api/me');
  assert.equal(stranger.status, 401);
});

test('a change reaches the shop by push', async () => {
  await alex.run('profile', 'set', 'shoes.size', '[{"system":"EU","value":"43","weight":1}]');
  assert.equal(await alex.run('sync'), 0);
  const held = JSON.parse((await shopHas()).text);
  assert.equal(held.version, 2);
  assert.ok(JSON.stringify(held.details).includes('43'));
});

test('in plain mode the shop is everybody’s and says so, at once, and everything is back when it is off', async () => {
  const [{ id }] = await alex.run('grants', 'list');
  const before = JSON.parse((await shopHas()).text);
  const approved = (await alex.run('grants', 'show', String(id))).holds;
  const strangers = (await new Visitor(shop.origin).visit('/shop/films')).text;
  const goods = (text) => [...text.matchAll(/href="(\/item\/[^"]+)"/g)].map(([, path]) => path);
  assert.notDeepEqual(goods((await visitor.visit('/shop/films')).text), goods(strangers), 'it is personal before');

  await alex.run('plain', 'on');

  const plain = JSON.parse((await shopHas()).text);
  assert.deepEqual(plain.details, { 'personalisation.optout': ['history', 'profiling', 'ads'] });
  assert.deepEqual([plain.plain, plain.version], [true, before.version + 1], 'within one update');
  const home = (await visitor.visit('/')).text;
  assert.match(home, /Plain mode is on in your vault/);
  assert.doesNotMatch(home, /Because you told us/i);
  assert.deepEqual(goods((await visitor.visit('/shop/films')).text), goods(strangers), 'in everybody’s order');
  assert.match((await visitor.visit('/inkling')).text, /Any details you shared before are deleted/);
  assert.doesNotMatch(readFileSync(join(folder, 'shop', 'vault-store.json'), 'utf8'), /thrillers|"system":"EU"/, 'the shop keeps nothing of them');
  const shown = await alex.run('grants', 'show', String(id));
  assert.deepEqual(shown.holds.map(({ key }) => key), ['personalisation.optout']);
  assert.equal(shown.groups.length > 0, true, 'what was approved waits');

  await alex.run('plain', 'on', '--shop', shown.summary.shop.host);
  await alex.run('plain', 'off');
  assert.equal(JSON.parse((await shopHas()).text).plain, true, 'for this shop alone it is still on');
  const mode = await alex.run('plain', 'off', '--shop', shown.summary.shop.host);
  assert.deepEqual(mode, { every_shop: null, shops: [] });
  const back = JSON.parse((await shopHas()).text);
  assert.deepEqual([back.plain, back.details], [false, before.details]);
  assert.match((await visitor.visit('/')).text, /Because you told us/i);
  assert.deepEqual((await alex.run('grants', 'show', String(id))).holds, approved);
});

test('a shop that cannot be reached gets the change later', async () => {
  shop.close();
  await alex.run('profile', 'set', 'shoes.size', '[{"system":"EU","value":"42","weight":1}]');
  assert.equal(await alex.run('sync'), 1);
  shop = await openShop(join(folder, 'shop'), shop.port);
});

test('revoking tells the shop, which confirms with a date and forgets; the receipt stays', async () => {
  const [grant] = await alex.run('grants', 'list');
  const stopped = await alex.run('grants', 'revoke', String(grant.id));
  assert.equal(stopped.state, 'stopped');
  const shown = await alex.run('grants', 'show', String(grant.id));
  assert.deepEqual(shown.holds, []);
  assert.ok(Math.abs(shown.deleted_at - Date.now()) < 60_000);

  assert.equal((await shopHas()).status, 410, 'a fetch with the old token is refused');
  assert.doesNotMatch((await visitor.visit('/')).text, /Because you told us/i);
  const receipt = await alex.run('history', 'receipt', String(shown.receipt));
  assert.ok(receipt.withdrawn_at && receipt.deleted_at && receipt.request && receipt.proofs.length > 0);
  assert.equal(JSON.parse(receipt.json_ld)['@context'] !== undefined, true);
});

test('everything that happened stands in the history', async () => {
  const seen = new Set(await happenings());
  const expected = ['created', 'imported', 'confirmed', 'changed', 'hidden', 'requested', 'approved', 'delivered', 'updated', 'plain-on', 'plain-off', 'revoked', 'deleted'];
  assert.deepEqual(expected.filter((what) => !seen.has(what)), []);
});

test('no word of it stands in any file of the vault or among the temporary ones, locked or killed', async () => {
  const found = (words) => [alex.home, alex.env.TMPDIR].flatMap((place) => spotted(place, words));
  assert.deepEqual(found(CANARIES), []);
  assert.equal(spotted(STORY, ['Salomon']).length > 0, true, 'the search finds what is there');
  const args = ['--home', alex.home, '--passphrase-file', alex.secret, 'import', join(EXPORTS, 'netflix'), '--mine', 'Alex', '--date-order', 'day-first'];
  const child = spawn(join(BINARIES, 'inkling'), args, { stdio: 'ignore', env: alex.env });
  await new Promise((later) => setTimeout(later, 250));
  child.kill('SIGKILL');
  await new Promise((ended) => child.once('exit', ended));
  assert.deepEqual(found([...CANARIES, 'Starfall Station', 'Tidewater']), []);
  assert.ok((await happenings()).length > 0, 'it opens again');
});

test('wrong usage is told apart from a refusal', async () => {
  await assert.rejects(promisify(execFile)(join(BINARIES, 'inkling'), ['requests', 'approve']), { code: 2 });
});
