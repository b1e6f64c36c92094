// What is asked for: the whole of DCQL as far as a vault of preferences can answer it (OpenID4VP 1.0, sections 6 and 7).
//
// The person has: shoes.size EU 42, style.colours.liked navy and green, age.over.18, contact by e-mail four times a month.
// They have no shoes.width and no deals. Each case says what the shop holds after "share what can be shared", or why not.
import { wants } from '../../lib/bare-shop.js';

const MALFORMED = 'bad-request';
/** Nothing that any vault of this kind could answer, or nothing left of what is required. */
const NO_MATCH = 'nothing-to-answer';
/** Filed, so that the shop cannot tell; there is nothing to share, and "Don't share" is all that can be said. */
const CANNOT = { cannot: true };

const SIZE = { 'shoes.size': [{ system: 'EU', value: '42' }] };
const COLOURS = { 'style.colours.liked': ['navy', 'green'] };
const ADULT = { 'age.over.18': true };
const CONTACT = { contact: { channel: 'email', max_per_month: 4 } };

const size = (id = 'size') => wants(id, ['shoes', 'size']);
const colours = (id = 'colours') => wants(id, ['style', 'colours', 'liked']);
const adult = (id = 'adult') => wants(id, ['age', 'over', '18']);
const width = (id = 'width') => wants(id, ['shoes', 'width']);
const unknown = (id = 'unknown') => wants(id, ['shoes', 'colour']);
const mdoc = { id: 'mdoc', format: 'mso_mdoc', meta: { doctype_value: 'org.iso.18013.5.1.mDL' }, claims: [{ path: ['org.iso.18013.5.1', 'age_over_18'] }] };
const all = (...credentials) => ({ credentials });
const sets = (credentials, ...credential_sets) => ({ credentials, credential_sets });
const option = (...ids) => ({ options: [ids] });
const optional = (...ids) => ({ options: [ids], required: false });
const oneOf = (...options) => ({ options });
const where = (path, values, id = 'one') => ({ ...wants(id), claims: [{ path, values }] });
const shares = (groups) => ({ shares: groups });

export const claims = [
  ['one detail', shares({ size: SIZE }), all(size())],
  ['two details of one group', shares({ both: { ...SIZE, ...COLOURS } }), all(wants('both', ['shoes', 'size'], ['style', 'colours', 'liked']))],
  ['two groups', shares({ size: SIZE, colours: COLOURS }), all(size(), colours())],
  ['our kind among others', shares({ size: SIZE }), all({ ...size(), meta: { vct_values: ['urn:eudi:pid:1', 'urn:inkling:preferences:1'] } })],
  ['members that DCQL does not have', shares({ size: SIZE }), { ...all({ ...size(), 'urn:x': 1, claims: [{ path: ['shoes', 'size'], 'urn:x': 1 }] }), 'urn:x': 1 }],
  ['one path twice', shares({ one: SIZE }), all(wants('one', ['shoes', 'size'], ['shoes', 'size']))],
  ['several tokens: one is given', shares({ size: SIZE }), all({ ...size(), multiple: true })],
  ['no binding: bound all the same', shares({ size: SIZE }), all({ ...size(), require_cryptographic_holder_binding: false })],
  ['no claims at all', NO_MATCH, all({ ...size(), claims: undefined })],
  ['one detail in two groups', shares({ a: SIZE, b: SIZE }), all(size('a'), size('b'))],
  ['a detail that the person does not have', CANNOT, all(width())],
  ['a group with a detail that the person does not have', CANNOT, all(wants('both', ['shoes', 'size'], ['shoes', 'width']))],
  ['a detail that no vault has', NO_MATCH, all(unknown())],
  ['a group with a detail that no vault has', NO_MATCH, all(wants('both', ['shoes', 'size'], ['shoes', 'colour']))],
  ['another kind', NO_MATCH, all({ ...size(), meta: { vct_values: ['urn:eudi:pid:1'] } })],
  ['another format', NO_MATCH, all(mdoc)],
  ['an issuer that others trust', NO_MATCH, all({ ...size(), trusted_authorities: [{ type: 'aki', values: ['s9tIpPmhxdiuNkHMEWNpYim8S8Y'] }] })],
];

export const values = [
  ['a flag that is so', shares({ one: ADULT }), all(where(['age', 'over', '18'], [true]))],
  ['a flag that is not so', CANNOT, all(where(['age', 'over', '18'], [false]))],
  ['a value of every entry', shares({ one: SIZE }), all(where(['shoes', 'size', null, 'system'], ['US', 'EU']))],
  ['a value that no entry has', CANNOT, all(where(['shoes', 'size', null, 'system'], ['US']))],
  ['a value of one entry', shares({ one: COLOURS }), all(where(['style', 'colours', 'liked', 1], ['green']))],
  ['a value of another entry', CANNOT, all(where(['style', 'colours', 'liked', 0], ['green']))],
  ['an entry that is not there', CANNOT, all(where(['style', 'colours', 'liked', 7], ['green']))],
  ['a number', shares({ one: CONTACT }), all(where(['contact', 'max_per_month'], [4]))],
  ['another number', CANNOT, all(where(['contact', 'max_per_month'], [5]))],
  ['a number as text', CANNOT, all(where(['contact', 'max_per_month'], ['4']))],
  ['a member that must be there', shares({ one: CONTACT }), all(wants('one', ['contact', 'channel']))],
  ['a member that is not there', CANNOT, all(wants('one', ['contact', 'quiet_from']))],
  ['two claims on one detail', shares({ one: SIZE }), all({ ...wants('one'), claims: [
    { path: ['shoes', 'size', null, 'system'], values: ['EU'] }, { path: ['shoes', 'size', null, 'value'], values: ['42', '43'] },
  ] })],
  ['no values', MALFORMED, all(where(['age', 'over', '18'], []))],
  ['a value that is an object', MALFORMED, all(where(['contact', 'channel'], [{ a: 1 }]))],
  ['a value with a fraction', MALFORMED, all(where(['contact', 'max_per_month'], [4.5]))],
];

const either = (sets_) => ({ ...wants('one'), claims: [
  { id: 'w', path: ['shoes', 'width'] }, { id: 's', path: ['shoes', 'size'] }, { id: 'c', path: ['style', 'colours', 'liked'] }, { id: 'x', path: ['shoes', 'colour'] },
], claim_sets: sets_ });
export const claimSets = [
  ['the first set', shares({ one: SIZE }), all(either([['s'], ['c']]))],
  ['a second set where the person lacks the first', shares({ one: COLOURS }), all(either([['w'], ['c']]))],
  ['a second set where no vault has the first', shares({ one: { ...SIZE, ...COLOURS } }), all(either([['x', 's'], ['s', 'c']]))],
  ['sets that the person lacks', CANNOT, all(either([['w'], ['w', 's']]))],
  ['sets that no vault has', NO_MATCH, all(either([['x'], ['x', 's']]))],
  ['a set that names no claim', MALFORMED, all(either([['s', 'nobody']]))],
  ['an empty set', MALFORMED, all(either([[]]))],
  ['no sets', MALFORMED, all(either([]))],
  ['sets over claims without ids', MALFORMED, all({ ...size(), claim_sets: [['s']] })],
  ['a claim id twice', MALFORMED, all({ ...wants('one'), claims: [{ id: 's', path: ['shoes', 'size'] }, { id: 's', path: ['style', 'colours', 'liked'] }], claim_sets: [['s']] })],
];

export const credentialSets = [
  ['an optional group that the person has', shares({ size: SIZE, colours: COLOURS }), sets([size(), colours()], option('size'), optional('colours'))],
  ['an optional group that the person lacks', shares({ size: SIZE }), sets([size(), width()], option('size'), optional('width'))],
  ['an optional group that no vault has', shares({ size: SIZE }), sets([size(), unknown()], option('size'), optional('unknown'))],
  ['an optional group in another format', shares({ size: SIZE }), sets([size(), mdoc], option('size'), optional('mdoc'))],
  ['an optional group by an issuer that others trust', shares({ size: SIZE }),
    sets([size(), { ...colours(), trusted_authorities: [{ type: 'aki', values: ['x'] }] }], option('size'), optional('colours'))],
  ['nothing but optional groups', shares({ colours: COLOURS }), sets([width(), colours()], optional('width'), optional('colours'))],
  ['nothing but optional groups that no vault has', NO_MATCH, sets([unknown()], optional('unknown'))],
  ['a required group in another format', NO_MATCH, sets([size(), mdoc], option('size', 'mdoc'))],
  ['a format of ours or another', shares({ adult: ADULT }), sets([mdoc, adult()], oneOf(['mdoc'], ['adult']))],
  ['one or another, the person having the second', shares({ colours: COLOURS }), sets([width(), colours()], oneOf(['width'], ['colours']))],
  ['two together or a third, the person having the third', shares({ adult: ADULT }), sets([size('a'), width('b'), adult()], oneOf(['a', 'b'], ['adult'])), { groups: ['adult'] }],
  ['two together or a third, the person choosing the two', shares({ size: SIZE, colours: COLOURS }),
    sets([size(), colours(), adult()], oneOf(['size', 'colours'], ['adult'])), { groups: ['size', 'colours'] }],
  ['two together, the person choosing one', CANNOT, sets([size(), colours(), adult()], oneOf(['size', 'colours'], ['adult'])), { groups: ['size'] }],
  ['one or another, the person choosing neither', CANNOT, sets([size(), colours()], oneOf(['size'], ['colours'])), { groups: [] }],
  ['two choices', shares({ size: SIZE, adult: ADULT }), sets([size(), width(), adult(), mdoc], oneOf(['width'], ['size']), oneOf(['mdoc'], ['adult']))],
  ['a set that names no query', MALFORMED, sets([size()], option('size'), optional('nobody'))],
  ['a set without options', MALFORMED, sets([size()], { options: [] })],
  ['an empty option', MALFORMED, sets([size()], { options: [[]] })],
  ['no sets', MALFORMED, { ...all(size()), credential_sets: [] }],
];

export const forms = [
  ['no queries', MALFORMED, all()],
  ['an id twice', MALFORMED, all(size('a'), colours('a')), undefined, { credential_ids: ['a'] }],
  ['an id with a space', MALFORMED, all(size('a b'))],
  ['an empty id', MALFORMED, all(size(''))],
  ['an id that is a number', MALFORMED, all(size(7)), undefined, { credential_ids: ['7'] }],
  ['no format', MALFORMED, all({ ...size(), format: undefined })],
  ['no meta', MALFORMED, all({ ...size(), meta: undefined })],
  ['meta without kinds', MALFORMED, all({ ...size(), meta: {} })],
  ['no kinds', MALFORMED, all({ ...size(), meta: { vct_values: [] } })],
  ['an empty list of claims', MALFORMED, all(wants('one'))],
  ['an empty path', MALFORMED, all(wants('one', []))],
  ['a path with a negative index', MALFORMED, all(wants('one', ['shoes', 'size', -1]))],
  ['a path with a flag', MALFORMED, all(wants('one', ['shoes', true]))],
  ['a path as text', MALFORMED, all({ ...wants('one'), claims: [{ path: 'shoes.size' }] })],
  ['a hundred queries', MALFORMED, all(...Array.from({ length: 100 }, (_, at) => size(`q${at}`)))],
];
