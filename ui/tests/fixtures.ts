/** A realistic vault for screenshots and tests: view models as the process behind the window answers them. */
import type { Backup } from '../src/generated/Backup';
import type { Backups } from '../src/generated/Backups';
import type { Chain } from '../src/generated/Chain';
import type { Setback } from '../src/generated/Setback';
import type { Detail } from '../src/generated/Detail';
import type { Extension } from '../src/generated/Extension';
import type { Change } from '../src/generated/Change';
import type { Area } from '../src/generated/Area';
import type { AreaOverview } from '../src/generated/AreaOverview';
import type { OverTime } from '../src/generated/OverTime';
import type { ImportedEntry } from '../src/generated/ImportedEntry';
import type { Rule } from '../src/generated/Rule';
import type { StreamUse } from '../src/generated/StreamUse';
import type { Suppositions } from '../src/generated/Suppositions';
import type { Grant } from '../src/generated/Grant';
import type { GrantState } from '../src/generated/GrantState';
import type { GrantSummary } from '../src/generated/GrantSummary';
import type { HistoryEntry } from '../src/generated/HistoryEntry';
import type { Home } from '../src/generated/Home';
import type { ImportPreview } from '../src/generated/ImportPreview';
import type { Keys } from '../src/generated/Keys';
import type { KitCheck } from '../src/generated/KitCheck';
import type { KitGroup } from '../src/generated/KitGroup';
import type { RecoveryKit } from '../src/generated/RecoveryKit';
import type { Locking } from '../src/generated/Locking';
import type { Mailbox } from '../src/generated/Mailbox';
import type { PlainMode } from '../src/generated/PlainMode';
import type { Preference } from '../src/generated/Preference';
import type { Profile } from '../src/generated/Profile';
import type { Promises } from '../src/generated/Promises';
import type { Receipt } from '../src/generated/Receipt';
import type { Request } from '../src/generated/Request';
import type { RequestedDetail } from '../src/generated/RequestedDetail';
import type { RequestedGroup } from '../src/generated/RequestedGroup';
import type { RequestSummary } from '../src/generated/RequestSummary';
import type { Role } from '../src/generated/Role';
import type { SharedDetail } from '../src/generated/SharedDetail';
import type { Shop } from '../src/generated/Shop';
import type { SourceSummary } from '../src/generated/SourceSummary';
import type { Status } from '../src/generated/Status';
import type { Unsorted } from '../src/generated/Unsorted';
import type { Kind } from '../src/kinds';

export const now = Date.UTC(2026, 10, 23, 14, 20);
const minute = 60_000;
const dayLong = 86_400_000;
const ago = (days: number, minutes = 0) => now - days * dayLong - minutes * minute;
const options = (...labels: string[]) => labels.map((label) => ({ id: label.toLowerCase().replace(/[^a-z0-9]+/g, '-'), label }));

export const status: Status = { vault: 'open', developer: false, waiting: 2, undelivered: 1, locks_at: null, last_lock: null, serves: false, confined: true, revision: 41 };

export const locking: Locking = { settings: { lock_after: 15, lock_on_sleep: true, lock_on_screen_lock: true, serve: false, tray: true, background: false }, stays_until: null, hears_sleep: true, hears_screen_lock: true };

const shop = (domain: string, more: Partial<Shop> = {}): Shop => ({ host: domain, domain, verified: true, developer: false, new: false, key_changed: false, ...more });

export const shops = {
  shoes: shop('fieldandstride.example', { host: 'shop.fieldandstride.example' }),
  books: shop('paperlantern.example', { new: true }),
  films: shop('nordlicht-kino.example'),
  coffee: shop('slowroast.example'),
  toys: shop('kiteandkettle.example'),
  garden: shop('mossandfern.example'),
  market: shop('corner-market.example', { verified: false, new: true }),
  dev: shop('localhost:8443', { developer: true, key_changed: true }),
};

export const promises: Promises = {
  purposes: ['ProvideProductRecommendations', 'OptimisationForConsumer'],
  retention_days: 30,
  onward: 'none',
  combine: false,
  policy: 'https://shop.fieldandstride.example/privacy',
};

const systems = [
  { id: 'EU', label: 'EU', values: ['35', '36', '37', '38', '38.5', '39', '40', '40.5', '41', '42', '43', '44', '45', '46'], canonical: [218, 225, 232, 238, 242, 245, 252, 255, 258, 265, 272, 278, 285, 292] },
  { id: 'UK', label: 'UK', values: ['3', '4', '5', '6', '6.5', '7', '8', '9', '10', '11'], canonical: [222, 231, 239, 247, 252, 256, 264, 273, 281, 290] },
];
const categories = options('Running shoes', 'Shoes', 'Knitwear', 'Clothing', 'Outdoor gear', 'Books', 'Films', 'Kitchen', 'Coffee and tea', 'Dogs', 'Electronics', 'Garden');
const genres = options('Thrillers', 'Crime', 'Documentaries', 'Comedies', 'Dramas', 'Science fiction', 'Action', 'Horror', 'Romance', 'Anime', 'Stand-up', 'Classics', 'International', 'Nature');
const colours = options('Black', 'White', 'Grey', 'Beige', 'Brown', 'Red', 'Orange', 'Yellow', 'Green', 'Olive', 'Teal', 'Blue', 'Navy', 'Purple', 'Pink', 'Gold');

const detail = (key: string, area: string, area_label: string, label: string, help: string, kind: Kind, more: Partial<Detail> = {}): Detail => ({
  key, area, area_label, label, help, kind, class: 'normal', suggestions: [], stated: false, ...more,
});

export const vocabulary: Detail[] = [
  detail('shoes.size', 'shoes', 'Shoes', 'Shoe size', 'The size you usually buy.', { kind: 'sizes', systems }, { class: 'personal', stated: true }),
  detail('body.measurement.foot', 'shoes', 'Shoes', 'Foot length', 'From heel to the longest toe.', { kind: 'measure', unit: 'mm', min: 200, max: 330 }, { class: 'personal' }),
  detail('apparel.fit', 'clothes', 'Clothes', 'Fit', 'How you like your clothes to sit.', { kind: 'choice', options: options('Slim', 'Regular', 'Relaxed', 'Oversized', 'Petite', 'Tall', 'Plus') }, { class: 'personal', stated: true }),
  detail('style.colours.liked', 'style', 'Style', 'Colours you like', 'Colours you look for.', {
    kind: 'choices', options: colours,
    groups: { warm: ['red', 'orange', 'yellow', 'brown', 'gold', 'pink'], cool: ['green', 'olive', 'teal', 'blue', 'navy', 'purple'], neutral: ['black', 'white', 'grey', 'beige'] },
  }, { stated: true }),
  detail('style.materials.avoided', 'style', 'Style', 'Materials you avoid', 'Materials you do not wear.', { kind: 'choices', options: [...options('Wool', 'Leather', 'Fur', 'Down', 'Synthetics'), { id: 'nickel', label: 'Nickel', class: 'special' }] }),
  detail('brands.loved', 'style', 'Style', 'Brands you love', 'Names you come back to.', { kind: 'ranked' }, { suggestions: ['Dr. Martens', 'Le Creuset', 'New Balance', 'Salomon', 'The North Face', 'Veja'] }),
  detail('interests.media.film', 'media', 'Film, music and books', 'Film genres', 'What you like to watch.', { kind: 'ranked', options: genres }, { stated: true }),
  detail('interests.media.books', 'media', 'Film, music and books', 'Book genres', 'What you like to read.', { kind: 'ranked', options: genres.slice(0, 9) }, { stated: true }),
  detail('budget.range', 'shopping', 'Shopping', 'Usual spend', 'What you usually spend on one thing.', { kind: 'ranges', categories }, { class: 'personal', stated: true }),
  detail('budget.level', 'shopping', 'Shopping', 'Price level', 'Where you look on the shelf.', { kind: 'picks', categories, options: options('Value', 'Mid', 'Premium') }, { class: 'personal' }),
  detail('deals', 'shopping', 'Shopping', 'Deals', 'How you like to buy.', { kind: 'record', fields: [{ id: 'discounts', label: 'I look for discounts', type: 'flag' }, { id: 'second_hand', label: 'Second-hand is fine', type: 'flag' }, { id: 'per_month', label: 'Messages a month', type: 'integer', min: 0, max: 30 }] }),
  detail('delivery', 'delivery', 'Delivery', 'Delivery', 'How parcels reach you best.', { kind: 'record', fields: [{ id: 'pickup_point', label: 'Pick-up point', type: 'flag' }, { id: 'evening', label: 'In the evening', type: 'flag' }, { id: 'saturday', label: 'On Saturday', type: 'flag' }, { id: 'slow_green_ok', label: 'Slower and greener is fine', type: 'flag' }] }, { stated: true }),
  detail('gift.occasions', 'household', 'Household', 'Gift occasions', 'For whom you look for gifts, and when.', { kind: 'records', max: 6, fields: [{ id: 'relation', label: 'For', type: 'choice', options: options('Partner', 'Parent', 'Child', 'Friend', 'Colleague') }, { id: 'month', label: 'Month', type: 'month' }, { id: 'interests', label: 'Interests', type: 'choices', options: options('Books', 'Kitchen', 'Garden', 'Sport') }] }, { class: 'personal' }),
  detail('intent', 'plans', 'Plans and gifts', 'What you are looking for', 'What you want to buy soon.', { kind: 'records', max: 5, days: 30, fields: [{ id: 'category', label: 'Category', type: 'choice', options: categories }, { id: 'need_by', label: 'Needed by', type: 'week' }, { id: 'budget', label: 'Budget', type: 'choice', options: [{ id: '50-99', label: '50 to 99' }, { id: '100-249', label: '100 to 249' }] }, { id: 'until', label: 'Until', type: 'day' }] }, { stated: true }),
  detail('diet.pattern', 'food', 'Food', 'Diet', 'How you eat.', { kind: 'choice', options: options('Vegetarian', 'Vegan', 'Pescatarian', 'Halal', 'Kosher') }, { class: 'special' }),
  detail('personalisation.optout', 'privacy', 'Privacy', 'Do not use my history', 'Asks shops to leave your history alone.', { kind: 'flag' }),
];

const evidence = (sentence: string, strength: number, of: number, source: string, ...titles: string[]) => ({
  sentence, strength, of, events: titles.map((title, i) => ({ id: `amazon-orders/${ago(6 + i * 23)}/${i + 1}`, at: ago(6 + i * 23), title, source })),
});
const preference = (key: string, standing: Preference['standing'], lines: string[], value: unknown, more: Partial<Preference> = {}): Preference => {
  const known = vocabulary.find((entry) => entry.key === key);
  return { key, label: known?.label ?? key, standing, lines, value, evidence: null, newer: [], known_to: [], class: known?.class ?? 'normal', ...more };
};

const areas: Area[] = [
    { id: 'shoes', label: 'Shoes', preferences: [
      preference('shoes.size', 'confirmed', ['EU 40, sometimes EU 40.5'], [{ system: 'EU', value: '40', weight: 0.7 }, { system: 'EU', value: '40.5', weight: 0.3 }], {
        evidence: evidence('9 of your 12 pairs of shoes', 3, 12, 'Amazon orders', 'Trail running shoe, women, EU 40', 'Canvas sneaker 40', 'Hiking boot Gore-Tex, size 40.5'), known_to: ['fieldandstride.example'],
      }),
    ] },
    { id: 'clothes', label: 'Clothes', preferences: [preference('apparel.fit', 'stated', ['Relaxed'], 'relaxed')] },
    { id: 'style', label: 'Style', preferences: [
      preference('style.colours.liked', 'edited', ['Navy, olive, grey, beige'], ['navy', 'olive', 'grey', 'beige'], {
        evidence: evidence('Named in 21 of 64 titles', 2, 21, 'Amazon orders', 'Merino jumper, navy', 'Rain jacket olive'), newer: ['Navy', 'olive', 'black'],
      }),
    ] },
    { id: 'media', label: 'Film, music and books', preferences: [
      preference('interests.media.film', 'suggested', ['Crime, quite', 'Thrillers, quite', 'Documentaries, a little'], [{ id: 'crime', strength: 2 }, { id: 'thrillers', strength: 2 }, { id: 'documentaries', strength: 1 }], {
        evidence: evidence('41 of your 312 finished titles', 2, 41, 'Netflix viewing', 'Harbour Lights', 'The Long Ferry', 'Northbound', 'Our Quiet Planet'),
      }),
      preference('interests.media.books', 'suggested', ['Classics, quite'], [{ id: 'classics', strength: 2 }], { evidence: evidence('11 of your 46 rated books', 2, 11, 'Goodreads', 'Middlemarch', 'The Leopard') }),
    ] },
    { id: 'shopping', label: 'Shopping', preferences: [
      preference('budget.range', 'suggested', ['Running shoes: 90 to 140 EUR', 'Books: 10 to 25 EUR'], { 'running-shoes': { min: 90, max: 140, currency: 'EUR' }, books: { min: 10, max: 25, currency: 'EUR' } }, { evidence: evidence('The middle half of 58 orders', 2, 58, 'Amazon orders', 'Trail running shoe', 'The Leopard, paperback') }),
    ] },
    { id: 'plans', label: 'Plans and gifts', preferences: [
      preference('intent', 'stated', ['Category: Running shoes, Budget: 100 to 249, Until: 6 December 2026', 'Category: Garden, Until: 23 November 2026'], [{ category: 'running-shoes', need_by: '2026-W49', budget: '100-249', until: '2026-12-06' }, { category: 'garden', until: '2026-11-23' }]),
    ] },
    { id: 'delivery', label: 'Delivery', preferences: [preference('delivery', 'hidden', ['Pick-up point, slower and greener is fine'], { pickup_point: true, slow_green_ok: true })] },
];

/** As the desk counts: of every area of the vocabulary. */
const overview = [...new Map(vocabulary.map((known) => [known.area, known.area_label]))].map(([id, label]): AreaOverview => {
  const here = areas.find((area) => area.id === id)?.preferences ?? [];
  return {
    id, label,
    details: vocabulary.filter((known) => known.area === id).length,
    yours: here.filter(({ standing }) => standing !== 'suggested' && standing !== 'hidden').length,
    suggested: here.filter(({ standing }) => standing === 'suggested').length,
    hidden: here.filter(({ standing }) => standing === 'hidden').length,
    shops: new Set(here.flatMap((one) => one.known_to)).size,
  };
});

export const profile: Profile = { areas, overview };

/** The twelve pairs of shoes behind the shoe size. */
export const overTime: OverTime = {
  entries: 12,
  sources: [{ name: 'Amazon orders', entries: 10 }, { name: 'Order mails', entries: 2 }],
  periods: [[1, 0], [0, 0], [2, 0], [1, 1], [0, 0], [3, 0], [0, 1], [1, 0], [2, 0]].map((entries, i) => ({ year: 2024 + Math.floor((i + 3) / 4), quarter: ((i + 3) % 4) + 1, entries })),
  older: 0,
};

/** The same detail after many years and from many places. */
export const overYears: OverTime = {
  entries: 1_143,
  sources: [{ name: 'Netflix viewing', entries: 761 }, { name: 'Prime Video viewing', entries: 228 }, { name: 'Letterboxd films', entries: 114 }, { name: 'IMDb ratings', entries: 38 }, { name: 'Netflix ratings', entries: 2 }],
  periods: Array.from({ length: 20 }, (_, i) => ({ year: 2007 + i, quarter: null, entries: i === 19 ? [40, 12, 6, 2, 2] : [40, 12, 6, 2, 0].map((entries) => entries * (i % 3)) })),
  older: 1,
};

const summary = (id: number, of: Shop, details: string[], since: number, until: number | null, state: GrantState, resumes: number | null = null): GrantSummary => ({ id, shop: of, details, since, until, state, resumes, last_sent: state === 'sending' ? null : since + 2 * minute, plain: { every_shop: null, this_shop: null } });

export const grants: GrantSummary[] = [
  summary(12, shops.shoes, ['Shoe size', 'Fit', 'Colours you like'], ago(41), now + 49 * dayLong, 'active'),
  summary(11, shops.films, ['Film genres'], ago(12), now + 18 * dayLong, 'updating'),
  summary(9, shops.coffee, ['Usual spend', 'Delivery'], ago(3), null, 'once'),
  summary(8, shops.toys, ['Gift occasions'], ago(70), now + 20 * dayLong, 'stopping'),
  summary(7, shops.garden, ['Colours you like'], ago(25), now + 65 * dayLong, 'paused', now + 7 * dayLong),
  summary(5, shop('oldatlas.example'), ['Book genres'], ago(200), ago(110), 'ended'),
  summary(3, shop('loudmall.example'), ['Shoe size', 'Usual spend'], ago(160), ago(70), 'stopped'),
];

export const shared: SharedDetail[] = [
  { key: 'shoes.size', label: 'Shoe size', level: 'list', lines: ['EU 40 or 40.5'], sent: '[{"system":"EU","value":"40"},{"system":"EU","value":"40.5"}]' },
  { key: 'apparel.fit', label: 'Fit', level: 'list', lines: ['Relaxed'], sent: '"relaxed"' },
  { key: 'style.colours.liked', label: 'Colours you like', level: 'bucket', lines: ['Cool and neutral colours'], sent: '["cool","neutral"]' },
];

const entry = (seq: number, at: number, what: HistoryEntry['what'], more: Partial<HistoryEntry> = {}): HistoryEntry => ({ seq, at, what, shop: null, count: null, subject: null, grant: null, receipt: null, ...more });

export const history: HistoryEntry[] = [
  entry(41, ago(0, 12), 'requested', { shop: shops.books.host, count: 3 }),
  entry(40, ago(0, 95), 'confirmed', { subject: 'Shoe size' }),
  entry(39, ago(0, 97), 'imported', { subject: 'NetflixViewingHistory.csv', count: 1284 }),
  entry(38, ago(0, 120), 'unlocked'),
  entry(37, ago(1, 30), 'hidden', { subject: 'Delivery' }),
  entry(36, ago(1, 200), 'revoked', { shop: shops.toys.host, grant: 8, receipt: 6 }),
  entry(35, ago(3, 10), 'delivered', { shop: shops.coffee.host, count: 2, grant: 9 }),
  entry(34, ago(3, 11), 'approved', { shop: shops.coffee.host, count: 2, grant: 9, receipt: 7 }),
  entry(33, ago(3, 12), 'requested', { shop: shops.coffee.host, count: 4 }),
  entry(32, ago(8, 400), 'declined', { shop: 'loudmall.example' }),
  entry(31, ago(8, 402), 'refused', { shop: 'pricesnoop.example' }),
  entry(30, ago(9, 20), 'blocked', { shop: 'pricesnoop.example' }),
  entry(29, ago(9, 25), 'unblocked', { shop: 'oldatlas.example' }),
  entry(28, ago(11, 10), 'mailbox-changed'),
  entry(27, ago(11, 60), 'mailbox-changed'),
  entry(26, ago(14, 5), 'narrowed', { shop: shops.shoes.host, count: 3, grant: 12 }),
  entry(25, ago(14, 6), 'extended', { shop: shops.shoes.host, grant: 12 }),
  entry(24, ago(16, 9), 'shortened', { shop: shops.films.host, grant: 11 }),
  entry(23, ago(18, 30), 'resumed', { shop: shops.films.host, grant: 11 }),
  entry(22, ago(19, 30), 'paused', { shop: shops.films.host, grant: 11 }),
  entry(21, ago(23, 30), 'clock-set-back'),
  entry(2, ago(41, 12), 'approved', { shop: shops.shoes.host, count: 3, grant: 12, receipt: 4 }),
  entry(1, ago(60, 30), 'created'),
];

export const requests: RequestSummary[] = [
  { id: 21, shop: shops.books, received: ago(0, 12), expires: now + 48 * minute, details: 3, state: 'waiting' },
  { id: 20, shop: shops.shoes, received: ago(0, 40), expires: now + 20 * minute, details: 5, state: 'waiting' },
  { id: 17, shop: shops.coffee, received: ago(3, 12), expires: ago(3), details: 4, state: 'approved' },
  { id: 15, shop: shop('loudmall.example'), received: ago(8, 402), expires: ago(8), details: 9, state: 'declined' },
];

const until = now + 49 * dayLong;

export const grant: Grant = {
  summary: grants[0]!, holds: shared, holds_until: now + 19 * dayLong, told: 'nothing', mailbox: null, promises, version: 2, deleted_at: null, receipt: 4,
  groups: [
    { id: 'fit', required: true, details: [
      { key: 'shoes.size', label: 'Shoe size', class: 'personal', level: 'list', levels: [
        { level: 'yes-no', lines: ['Yes, it is known'], sent: 'true' },
        { level: 'bucket', lines: ['EU 40 to 41.5'], sent: '{"system":"EU","from":"40","to":"41.5"}' },
        { level: 'list', lines: shared[0]!.lines, sent: shared[0]!.sent },
      ] },
      { key: 'apparel.fit', label: 'Fit', class: 'personal', level: 'list', levels: [{ level: 'list', lines: shared[1]!.lines, sent: shared[1]!.sent }] },
    ] },
    { id: 'style', required: false, details: [{ key: 'style.colours.liked', label: 'Colours you like', class: 'normal', level: 'bucket', levels: [{ level: 'bucket', lines: shared[2]!.lines, sent: shared[2]!.sent }] }] },
  ],
  ends: [{ duration: 'days30', until: now + 30 * dayLong }, { duration: 'days90', until: now + 90 * dayLong }, { duration: 'months12', until: until + 270 * dayLong }],
  history: [entry(30, ago(9), 'updated', { shop: shops.shoes.host, grant: 12 }), entry(4, ago(41, 10), 'delivered', { shop: shops.shoes.host, count: 3, grant: 12 }), entry(2, ago(41, 12), 'approved', { shop: shops.shoes.host, count: 3, grant: 12, receipt: 4 })],
};

/** What a shop gets in plain mode. */
export const word: SharedDetail[] = [
  { key: 'personalisation.optout', label: 'No personalisation', level: 'list', lines: ['History of visits and purchases', 'Profiles made by the shop', 'Personal advertising'], sent: '["history","profiling","ads"]' },
];

/** The same grant in plain mode, which the shop knows. */
export const plain: Grant = {
  ...grant, summary: { ...grants[0]!, last_sent: ago(2, -1), plain: { every_shop: null, this_shop: ago(2) } }, holds: word, version: 3,
  history: [entry(34, ago(2, -1), 'plain-told', { shop: shops.shoes.host, grant: 12 }), entry(33, ago(2), 'plain-on', { shop: 'fieldandstride.example' }), ...grant.history],
};

/** A shop that does not take it. */
export const plainRefused: Grant = { ...grant, summary: { ...grants[0]!, plain: { every_shop: null, this_shop: ago(0, 4) }, state: 'paused' }, told: 'cannot', history: [entry(42, ago(0, 3), 'plain-refused', { shop: shops.shoes.host, grant: 12 }), entry(41, ago(0, 4), 'plain-on', { shop: 'fieldandstride.example' }), ...grant.history] };

/** Plain mode for every shop. */
export const plainMode: PlainMode = { every_shop: ago(2), shops: [] };
export const plainGrants: GrantSummary[] = grants.map((one) => ({ ...one, plain: { every_shop: ago(2), this_shop: null } }));

/** The same grant, paused, with a mailbox. */
export const paused: Grant = { ...grant, summary: { ...grants[0]!, state: 'paused', resumes: now + 7 * dayLong }, told: 'yes', mailbox: 'shelf.example' };

/** A grant of a shop that signs with another key than before. */
export const inDoubt: Grant = { ...grant, summary: { ...grants[0]!, state: 'updating', shop: { ...shops.shoes, key_changed: true } }, mailbox: 'shelf.example' };

/** What it means that the same grant lasts longer. */
export const extension: Extension = { grant: 12, shop: shops.shoes, details: shared, instead: [], promises, present: until, until: now + 90 * dayLong, digest: 'seen' };

export const folder: Mailbox = { kind: 'folder', place: '/home/alex/public/box', public_url: 'https://alex.example/box', published: 0, waiting: 0 };
export const bucket: Mailbox = { kind: 's3', place: 'inkling-box at s3.example', public_url: 'https://shelf.example/box', published: 3, waiting: 1 };

const jwt = (n: number) => Array.from({ length: n }, (_, i) => 'eyJhbGciOiJFUzI1NiJ9x7Qk2'.charAt((i * 7) % 24)).join('');

export const keys: Keys = { passphrase_since: now - 40 * dayLong, kit_since: null, quick: 'off' };
export const keysAll: Keys = { passphrase_since: now - 40 * dayLong, kit_since: now - 3 * dayLong, quick: 'on' };
/** A kit of a vault that was thrown away. */
export const kit: RecoveryKit = {
  groups: ['D3CH1', 'ATECG', 'MT5NX', 'AJNVC', 'F9DTR', 'XQWN4', '5T938', '169KA'],
  path: 'M0 0h7v1h-7zM8 0h1v1h-1zM13 0h2v1h-2zM16 0h2v1h-2zM19 0h1v1h-1zM22 0h7v1h-7zM0 1h1v1h-1zM6 1h1v1h-1zM13 1h3v1h-3zM17 1h2v1h-2zM22 1h1v1h-1zM28 1h1v1h-1zM0 2h1v1h-1zM2 2h3v1h-3zM6 2h1v1h-1zM12 2h1v1h-1zM14 2h1v1h-1zM17 2h3v1h-3zM22 2h1v1h-1zM24 2h3v1h-3zM28 2h1v1h-1zM0 3h1v1h-1zM2 3h3v1h-3zM6 3h1v1h-1zM8 3h1v1h-1zM12 3h1v1h-1zM18 3h1v1h-1zM20 3h1v1h-1zM22 3h1v1h-1zM24 3h3v1h-3zM28 3h1v1h-1zM0 4h1v1h-1zM2 4h3v1h-3zM6 4h1v1h-1zM8 4h2v1h-2zM12 4h1v1h-1zM22 4h1v1h-1zM24 4h3v1h-3zM28 4h1v1h-1zM0 5h1v1h-1zM6 5h1v1h-1zM8 5h4v1h-4zM16 5h1v1h-1zM18 5h1v1h-1zM20 5h1v1h-1zM22 5h1v1h-1zM28 5h1v1h-1zM0 6h7v1h-7zM8 6h1v1h-1zM10 6h1v1h-1zM12 6h1v1h-1zM14 6h1v1h-1zM16 6h1v1h-1zM18 6h1v1h-1zM20 6h1v1h-1zM22 6h7v1h-7zM8 7h2v1h-2zM12 7h2v1h-2zM15 7h2v1h-2zM18 7h2v1h-2zM0 8h1v1h-1zM4 8h1v1h-1zM6 8h4v1h-4zM11 8h3v1h-3zM17 8h9v1h-9zM28 8h1v1h-1zM1 9h2v1h-2zM4 9h2v1h-2zM8 9h1v1h-1zM10 9h5v1h-5zM16 9h2v1h-2zM20 9h1v1h-1zM22 9h3v1h-3zM26 9h2v1h-2zM1 10h3v1h-3zM6 10h3v1h-3zM10 10h1v1h-1zM12 10h1v1h-1zM16 10h1v1h-1zM19 10h4v1h-4zM24 10h2v1h-2zM27 10h2v1h-2zM3 11h2v1h-2zM8 11h3v1h-3zM14 11h1v1h-1zM17 11h1v1h-1zM19 11h1v1h-1zM24 11h1v1h-1zM26 11h2v1h-2zM2 12h5v1h-5zM8 12h1v1h-1zM10 12h1v1h-1zM13 12h3v1h-3zM17 12h3v1h-3zM22 12h5v1h-5zM28 12h1v1h-1zM1 13h1v1h-1zM4 13h2v1h-2zM9 13h1v1h-1zM11 13h2v1h-2zM17 13h1v1h-1zM19 13h1v1h-1zM22 13h3v1h-3zM27 13h1v1h-1zM3 14h1v1h-1zM5 14h2v1h-2zM8 14h1v1h-1zM13 14h4v1h-4zM18 14h2v1h-2zM21 14h1v1h-1zM23 14h1v1h-1zM26 14h1v1h-1zM28 14h1v1h-1zM1 15h1v1h-1zM3 15h1v1h-1zM7 15h2v1h-2zM10 15h1v1h-1zM13 15h1v1h-1zM15 15h2v1h-2zM18 15h1v1h-1zM20 15h1v1h-1zM24 15h5v1h-5zM2 16h1v1h-1zM5 16h2v1h-2zM8 16h2v1h-2zM11 16h3v1h-3zM18 16h1v1h-1zM20 16h1v1h-1zM23 16h1v1h-1zM27 16h1v1h-1zM0 17h1v1h-1zM2 17h2v1h-2zM7 17h4v1h-4zM13 17h3v1h-3zM17 17h3v1h-3zM23 17h3v1h-3zM3 18h2v1h-2zM6 18h2v1h-2zM9 18h3v1h-3zM16 18h3v1h-3zM21 18h1v1h-1zM23 18h1v1h-1zM26 18h1v1h-1zM2 19h4v1h-4zM7 19h1v1h-1zM14 19h2v1h-2zM20 19h2v1h-2zM24 19h1v1h-1zM26 19h3v1h-3zM0 20h4v1h-4zM5 20h2v1h-2zM11 20h1v1h-1zM13 20h2v1h-2zM20 20h8v1h-8zM8 21h1v1h-1zM10 21h2v1h-2zM15 21h1v1h-1zM18 21h3v1h-3zM24 21h3v1h-3zM28 21h1v1h-1zM0 22h7v1h-7zM8 22h1v1h-1zM11 22h4v1h-4zM16 22h2v1h-2zM19 22h2v1h-2zM22 22h1v1h-1zM24 22h1v1h-1zM26 22h2v1h-2zM0 23h1v1h-1zM6 23h1v1h-1zM9 23h1v1h-1zM12 23h2v1h-2zM18 23h1v1h-1zM20 23h1v1h-1zM24 23h2v1h-2zM0 24h1v1h-1zM2 24h3v1h-3zM6 24h1v1h-1zM8 24h1v1h-1zM10 24h2v1h-2zM13 24h1v1h-1zM18 24h1v1h-1zM20 24h5v1h-5zM26 24h2v1h-2zM0 25h1v1h-1zM2 25h3v1h-3zM6 25h1v1h-1zM10 25h1v1h-1zM14 25h3v1h-3zM19 25h1v1h-1zM22 25h1v1h-1zM27 25h1v1h-1zM0 26h1v1h-1zM2 26h3v1h-3zM6 26h1v1h-1zM9 26h1v1h-1zM11 26h1v1h-1zM13 26h1v1h-1zM15 26h3v1h-3zM20 26h1v1h-1zM22 26h1v1h-1zM24 26h5v1h-5zM0 27h1v1h-1zM6 27h1v1h-1zM9 27h2v1h-2zM14 27h1v1h-1zM17 27h2v1h-2zM20 27h3v1h-3zM24 27h1v1h-1zM27 27h1v1h-1zM0 28h7v1h-7zM8 28h3v1h-3zM13 28h1v1h-1zM18 28h3v1h-3zM22 28h2v1h-2zM25 28h1v1h-1z',
  size: 29,
};
const right: KitGroup = 'right';
export const wholeKit: KitCheck = { groups: Array.from({ length: 8 }, () => right), whole: true };
export const mistypedKit: KitCheck = { groups: [right, right, 'wrong', right, 'begun'], whole: false };

export const receipt: Receipt = {
  id: 4, at: ago(41, 12), shop: shops.shoes, details: shared, instead: [], promises, until: now + 49 * dayLong,
  shown_digest: '9f2b5c0e41d8a7730be6f1c2d49a8855e07c3b1fa64d290c81be77f05a3e6d12', withdrawn_at: null, deleted_at: null, acknowledgement: null, later: [],
  request: jwt(420), proofs: [{ group: 'fit', token: jwt(300), key_binding: jwt(160) }], json_ld: '{"@context":"https://w3id.org/dpv","@type":"ConsentRecord","identifier":"4"}',
};

/** A consent that was given in plain mode. */
export const plainReceipt: Receipt = { ...receipt, instead: word };

/** The same consent, lived with: paused twice and changed once. */
export const lived: Receipt = {
  ...receipt,
  later: [
    { what: 'paused', at: ago(30, 7), until: ago(23, 7), resumed_at: ago(25, 90) },
    { what: 'changed', at: ago(14, 5), details: shared.slice(0, 2), until: now + 30 * dayLong, shown_digest: 'c1a4e8d09b5f7723aa10f3e6d58b9c42e07f6a1b3d5c80912e4f6b7a8c9d0e1f' },
    { what: 'paused', at: ago(1, 30), until: now + 6 * dayLong, resumed_at: null },
  ],
};

export const home: Home = { requests: requests.slice(0, 2), grants: grants.slice(0, 3), usable: 14, suggested: 3, events: 2417, recent: history.slice(0, 6) };
export const emptyHome: Home = { requests: [], grants: [], usable: 0, suggested: 0, events: 0, recent: [] };

export const chain: Chain = { lines: 41, first: now - 90 * dayLong, last: now, broken: null };
export const backup: Backup = { taken_at: now - 3 * dayLong, preferences: 17, events: 2417, grants: 9, lines: 38, bytes: 884_736 };
export const backups: Backups = { plan: { folder: '/media/alex/disk', every: 'day', keep: 7 }, succeeded_at: now - dayLong / 2, failed_at: null, trouble: null };
export const putBack: Setback = { how: 'put-back', noticed_at: now, copy_of: now - 4 * dayLong, resting: 2 };

export const sources: SourceSummary[] = [
  { id: 2, name: 'NetflixViewingHistory.csv', format: 'Netflix viewing', at: ago(0, 97), events: 1284, first: Date.UTC(2019, 2, 4), last: ago(5) },
  { id: 1, name: 'Your Orders.zip', format: 'Amazon orders', at: ago(20), events: 1133, first: Date.UTC(2014, 8, 1), last: ago(22) },
];

export const importPreview: ImportPreview = {
  files: [
    { name: 'netflix-report.zip/CONTENT_INTERACTION/ViewingActivity.csv', format: 'Netflix viewing', rows: 3120, kept: 2486, skipped: [{ reason: 'trailers and previews', count: 411 }, { reason: 'watched for less than two minutes', count: 223 }], first: Date.UTC(2018, 0, 9), last: ago(4), known: false, chosen_by_site: false },
    { name: 'Order History.csv', format: 'Amazon orders', rows: 812, kept: 760, skipped: [{ reason: 'gifts for others', count: 38 }, { reason: 'cancelled orders', count: 14 }], first: Date.UTC(2014, 8, 1), last: ago(22), known: true, chosen_by_site: false },
  ],
  unknown: ['readme.pdf'],
  refused: [{ name: 'Retail.OrderHistory.2.zip', code: 'damaged-archive' }],
  sites: [],
  people: [{ name: 'Alex', events: 1640, mine: false, child: false }, { name: 'Robin', events: 720, mine: false, child: false }, { name: 'Kids', events: 760, mine: false, child: true }],
  date_questions: [{ name: 'Order History.csv', example: '12/8/26' }],
  column_questions: [],
};

/** A table of purchases that no export has. */
export const tablePreview: ImportPreview = {
  files: [{ name: 'bestellungen.csv', format: 'Table of purchases', rows: 48, kept: 46, skipped: [{ reason: 'without a readable date', count: 2 }], first: Date.UTC(2024, 0, 9), last: ago(4), known: false, chosen_by_site: false }],
  unknown: [],
  refused: [],
  people: [],
  sites: [],
  date_questions: [],
  column_questions: [
    {
      names: ['bestellungen.csv'],
      columns: ['bestellnummer', 'datum', 'artikel', 'marke', 'menge', 'einzelpreis (eur)'].map((name, place) => ({ place, name })),
      guess: { shape: '00ff00ff00ff00ff', date: 1, item: 2, price: 5, quantity: 4, brand: 3, category: null },
    },
  ],
};

/** The history of a browser: nothing of it is read before a site is ticked. */
export const browserPreview: ImportPreview = {
  files: [{ name: 'places.sqlite', format: 'Browser history', rows: 18_402, kept: 312, skipped: [{ reason: 'about health, faith, politics or another private matter', count: 1208 }, { reason: 'of sites that are no known shop and show no films, music, books or games', count: 16_882 }], first: Date.UTC(2025, 10, 9), last: ago(1), known: false, chosen_by_site: true }],
  unknown: [],
  refused: [],
  people: [],
  sites: [{ name: 'zalando.de', events: 141 }, { name: 'amazon.de', events: 96 }, { name: 'youtube.com', events: 52 }, { name: 'letterboxd.com', events: 23 }],
  date_questions: [],
  column_questions: [],
};

const details: Record<string, RequestedDetail> = {
  size: { key: 'shoes.size', label: 'Shoe size', class: 'personal', origin: '9 of your 12 pairs of shoes were this size', missing: null, levels: [
    { level: 'yes-no', lines: ['Yes, it is known'], sent: 'true' },
    { level: 'bucket', lines: ['EU 40 to 41.5'], sent: '{"system":"EU","from":"40","to":"41.5"}' },
    { level: 'list', lines: ['EU 40 or 40.5'], sent: '[{"system":"EU","value":"40"},{"system":"EU","value":"40.5"}]' },
  ] },
  fit: { key: 'apparel.fit', label: 'Fit', class: 'personal', origin: 'you said so', missing: null, levels: [{ level: 'list', lines: ['Relaxed'], sent: '"relaxed"' }] },
  colours: { key: 'style.colours.liked', label: 'Colours you like', class: 'normal', origin: 'you edited what 21 of 64 titles named', missing: null, levels: [
    { level: 'bucket', lines: ['Cool and neutral colours'], sent: '["cool","neutral"]' },
    { level: 'list', lines: ['Navy, olive, grey, beige'], sent: '["navy","olive","grey","beige"]' },
  ] },
  diet: { key: 'diet.pattern', label: 'Diet', class: 'special', origin: 'you said so', missing: null, levels: [{ level: 'list', lines: ['Vegetarian'], sent: '"vegetarian"' }] },
  budget: { key: 'budget.range', label: 'Usual spend', class: 'personal', origin: null, missing: 'not-confirmed', levels: [] },
  films: { key: 'interests.media.film', label: 'Film genres', class: 'normal', origin: '41 of your 312 finished titles', missing: null, levels: [
    { level: 'yes-no', lines: ['Yes, it is known'], sent: 'true' },
    { level: 'list', lines: ['Crime, thrillers, documentaries'], sent: '["crime","thrillers","documentaries"]' },
  ] },
  books: { key: 'interests.media.books', label: 'Book genres', class: 'normal', origin: '11 of your 46 rated books', missing: null, levels: [{ level: 'list', lines: ['Classics'], sent: '["classics"]' }] },
  spend: { key: 'budget.range', label: 'Usual spend', class: 'personal', origin: 'the middle half of 58 orders', missing: null, levels: [{ level: 'list', lines: ['Books: 10 to 25 EUR'], sent: '{"books":{"min":10,"max":25,"currency":"EUR"}}' }] },
  unsaid: { key: 'shoes.size', label: 'Shoe size', class: 'personal', origin: null, missing: 'not-stated', levels: [] },
  unseen: { key: 'apparel.fit', label: 'Fit', class: 'personal', origin: null, missing: 'hidden', levels: [] },
};

/** A group as the desk answers it: the first option that can be shared is the shown one. */
const group = (id: string, role: Role, ...choices: string[][]): RequestedGroup => {
  const usable = choices.findIndex((names) => names.every((name) => details[name]!.missing === null));
  const names = [...new Set(choices.flat())];
  return { id, role, available: usable >= 0, details: names.map((name) => details[name]!), options: choices.map((some) => some.map((name) => details[name]!.key)), option: usable < 0 ? null : usable };
};

export const request: Request = {
  summary: requests[1]!,
  groups: [group('fit', 'required', ['size', 'fit']), group('style', 'optional', ['colours']), group('diet', 'optional', ['diet']), group('budget', 'optional', ['budget'])],
  promises: { ...promises, purposes: [...promises.purposes, 'PersonalisedBenefits'] },
  durations: [
    { duration: 'days30', until: now + 30 * dayLong },
    { duration: 'once', until: null },
    { duration: 'days90', until: now + 90 * dayLong },
    { duration: 'months12', until: now + 365 * dayLong },
  ],
  cautions: [],
};

/** The same shop with everything that asks for care at once. */
export const wary: Request = { ...request, summary: { ...request.summary, id: 22, shop: { ...shops.dev, new: true } }, cautions: ['key-changed'], groups: [group('fit', 'required', ['unsaid', 'unseen'])] };

/** A shop that leaves choices: one group with options, and two groups of which it needs one. */
export const choosy: Request = {
  ...request,
  summary: { ...request.summary, id: 23, shop: shops.books },
  groups: [group('taste', 'required', ['books', 'budget'], ['films'], ['books', 'colours']), group('spend', 'one-of', ['spend']), group('size', 'one-of', ['size']), group('extra', 'optional', ['fit'], ['diet'])],
  promises: { ...promises, policy: 'https://paperlantern.example/privacy' },
};

/** A request that nobody has signed. */
export const unsigned: Request = { ...request, summary: { ...request.summary, id: 24, shop: shops.market }, cautions: ['unverified'], groups: [group('fit', 'required', ['size'])], durations: [{ duration: 'once', until: null }] };

export const lamp: ImportedEntry = {
  id: 'amazon-orders/1/1', title: 'Lumen floor lamp, white', item: 'Lumen floor lamp, white', at: ago(40), stream: 'amazon-orders', stream_name: 'Amazon orders', bought: true, others: 1, category: 'Lighting',
  groups: [{ group: 'title', name: 'Lumen floor lamp, white', others: 1 }, { group: 'noun', name: 'floor lamp', others: 11 }, { group: 'maker', name: 'Lumen', others: 4 }],
  categories: options('Lighting', 'Furniture', 'Kitchen', 'Garden'),
};

export const rules: Rule[] = [
  { id: 4, says: 'noun', name: 'floor lamp', category: 'Garden', at: null, entries: 12, since: ago(1) },
  { id: 3, says: 'area', name: 'Shoes', category: null, at: null, entries: 0, since: ago(2) },
  { id: 2, says: 'stream', name: 'Netflix viewing', category: null, at: null, entries: 3_932, since: ago(9) },
  { id: 1, says: 'gift', name: 'Merino jumper, navy', category: null, at: ago(33), entries: 1, since: ago(30) },
];

export const unsorted: Unsorted = {
  titles: 61, entries: 74,
  some: [
    { id: 'amazon-orders/2/1', title: 'Xylotron 3000', at: ago(12), source: 'Amazon orders', entries: 4 },
    { id: 'mail-orders/3/1', title: 'Brimbo, the large one', at: ago(90), source: 'Order mails', entries: 1 },
  ],
};

export const suppositions: Suppositions[] = [
  { name: 'Spotify\'s suppositions about you', supposed: ['Morning commuters', 'Parents with small children'] },
  { name: 'Instagram\'s suppositions about you', supposed: ['Chess', 'Running', 'Sailing'] },
];

export const streams: StreamUse[] = [
  { id: 'amazon-orders', name: 'Amazon orders', entries: 412, rule: null },
  { id: 'netflix-views', name: 'Netflix viewing', entries: 3_932, rule: 2 },
];

/** What would change the film genres. */
export const changes: Change[] = [
  { what: 'with', entries: 3, like: 'Harbour Lights', alike: 'film', strength: 3 },
  { what: 'without', entries: 2, lines: ['Thrillers, quite', 'Crime, a little'] },
  { what: 'without', entries: 20, lines: [] },
];
