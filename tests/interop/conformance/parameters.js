// The request's parameters: for whom, when, how the answer comes back, what is promised (OpenID4VP 1.0, sections 5 and 8).
import { base64url } from 'jose';

const BAD = 'bad-request';
const EXPIRED = 'request-expired';
const now = () => Math.floor(Date.now() / 1000);
/** Sets members of the payload; `undefined` removes one. */
const says = (change) => ({ payload }, shop) => {
  Object.assign(payload, typeof change === 'function' ? change(shop) : change);
};
const promises = (change) => ({ terms }) => { Object.assign(terms, change); };

export const parties = [
  ['an audience in a list of one', 'accepted', says({ aud: ['https://self-issued.me/v2'] })],
  ['another audience', BAD, says({ aud: 'https://wallet.example' })],
  ['its own audience', BAD, says(({ clientId }) => ({ aud: clientId }))],
  ['two audiences', BAD, says({ aud: ['https://self-issued.me/v2', 'https://wallet.example'] })],
  ['no audience', BAD, says({ aud: undefined })],
  ['another client id than the link', BAD, says({ client_id: 'decentralized_identifier:did:web:evil.example' })],
  ['a client id without its prefix', BAD, says(({ did }) => ({ client_id: did }))],
  ['no client id', BAD, says({ client_id: undefined })],
  ['a link that names another host of the same server', BAD, (asked, shop) => {
    const named = shop.host.replace('localhost', '127.0.0.1');
    asked.link = { client_id: shop.clientId.replace('localhost', '127.0.0.1'), request_uri: `http://${named}/request` };
  }],
  ['parameters nobody knows, and addresses nobody fetches', 'accepted', says(({ origin, clientId }) => ({
    iss: clientId, jti: 'a', client_id_scheme: 'did', verifier_info: [{ format: 'jwt', data: 'x' }], 'urn:x': { y: [1] }, wallet_nonce: 'not asked for',
    logo_uri: `${origin}/logo.png`,
  }))],
  ['a name and a logo in client_metadata', 'accepted', ({ payload }, { origin }) => {
    Object.assign(payload.client_metadata, { client_name: 'Your Bank', logo_uri: `${origin}/logo.png`, policy_uri: `${origin}/policy` });
  }],
];

export const times = [
  ['ten minutes to answer', 'accepted', says(() => ({ exp: now() + 598 }))],
  ['a clock that is half a minute ahead', 'accepted', says(() => ({ iat: now() + 30 }))],
  ['nbf with iat', 'accepted', says(() => ({ nbf: now() }))],
  ['an end that has passed', EXPIRED, says(() => ({ iat: now() - 400, exp: now() - 1 }))],
  ['an end eleven minutes away', EXPIRED, says(() => ({ exp: now() + 660 }))],
  ['an end a year away', EXPIRED, says(() => ({ exp: now() + 31_536_000 }))],
  ['an end in milliseconds', EXPIRED, says(() => ({ exp: Date.now() + 300_000 }))],
  ['no end', EXPIRED, says({ exp: undefined })],
  ['no beginning', EXPIRED, says({ iat: undefined })],
  ['a beginning in five minutes', EXPIRED, says(() => ({ iat: now() + 300, exp: now() + 590 }))],
  ['nbf in five minutes', EXPIRED, says(() => ({ nbf: now() + 300 }))],
  ['an end before its beginning', EXPIRED, says(() => ({ iat: now() + 50, exp: now() + 40 }))],
  ['an end as text', EXPIRED, says(() => ({ exp: String(now() + 300) }))],
  ['an end beyond all numbers', EXPIRED, says({ exp: 1e300 })],
];

export const nonces = [
  ['no nonce', BAD, says({ nonce: undefined })],
  ['a nonce of 126 bits', BAD, says({ nonce: 'A'.repeat(21) })],
  ['a nonce of 300 letters', BAD, says({ nonce: 'A'.repeat(300) })],
  ['a nonce with a line break', BAD, says({ nonce: `${'A'.repeat(22)}\n${'A'.repeat(22)}` })],
  ['a nonce that is a number', BAD, says({ nonce: 12345678901234567890 })],
  ['a state that is no text', BAD, says({ state: { a: 1 } })],
  ['a state of a thousand letters', BAD, says({ state: 's'.repeat(1000) })],
  ['no state', 'accepted', says({ state: undefined })],
];

export const answers = [
  ['response_mode direct_post', BAD, says({ response_mode: 'direct_post' })],
  ['response_mode dc_api', BAD, says({ response_mode: 'dc_api' })],
  ['response_mode dc_api.jwt', BAD, says({ response_mode: 'dc_api.jwt' })],
  ['response_mode fragment', BAD, says({ response_mode: 'fragment' })],
  ['no response_mode', BAD, says({ response_mode: undefined })],
  ['response_type code', BAD, says({ response_type: 'code' })],
  ['response_type vp_token id_token', BAD, says({ response_type: 'vp_token id_token' })],
  ['no response_type', BAD, says({ response_type: undefined })],
  ['redirect_uri with direct_post.jwt', BAD, says(({ origin }) => ({ redirect_uri: `${origin}/back` }))],
  ['redirect_uri in place of response_uri', BAD, says(({ origin }) => ({ redirect_uri: `${origin}/response`, response_uri: undefined }))],
  ['no response_uri', BAD, says({ response_uri: undefined })],
  ['a request in the request', BAD, says({ request: 'e30.e30.' })],
  ['a request_uri in the request', BAD, says(({ origin }) => ({ request_uri: `${origin}/request` }))],
  ['scope beside the query', BAD, says({ scope: 'sizes' })],
  ['scope in place of the query', BAD, says({ scope: 'sizes', dcql_query: undefined })],
  ['presentation_definition beside the query', BAD, says({ presentation_definition: { id: 'a', input_descriptors: [] } })],
  ['presentation_definition in place of the query', BAD, says({ presentation_definition: { id: 'a', input_descriptors: [] }, dcql_query: undefined })],
  ['no query at all', BAD, says({ dcql_query: undefined })],
  ['a query as text', BAD, ({ payload }) => { payload.dcql_query = JSON.stringify(payload.dcql_query); }],
];

export const terms = [
  ['no terms', BAD, says({ transaction_data: undefined })],
  ['an empty list of terms', BAD, says({ transaction_data: [] })],
  ['transaction data of an unknown type', BAD, promises({ type: 'urn:other:1' })],
  ['transaction data of an unknown type beside terms', BAD, (asked) => {
    const data = (object) => base64url.encode(JSON.stringify(object));
    asked.payload.transaction_data = [data(asked.terms), data({ ...asked.terms, type: 'payment' })];
  }],
  ['terms as plain JSON', BAD, (asked) => { asked.payload.transaction_data = [JSON.stringify(asked.terms)]; }],
  ['terms with a member twice', BAD, (asked) => {
    asked.payload.transaction_data = [base64url.encode(JSON.stringify(asked.terms).replace('{', '{"onward":"named",'))];
  }],
  ['terms with a promise nobody can read', BAD, promises({ also: 'sell' })],
  ['terms that want another hash', BAD, promises({ transaction_data_hashes_alg: ['sha-512'] })],
  ['terms for a query that is not there', BAD, promises({ credential_ids: ['size', 'colours', 'more'] })],
  ['terms for fewer queries than are asked', BAD, promises({ credential_ids: ['size'] })],
  ['terms that name a query twice', BAD, promises({ credential_ids: ['size', 'colours', 'size'] })],
  ['terms without purposes', BAD, promises({ purposes: [] })],
  ['a purpose nobody knows', BAD, promises({ purposes: ['dpv:Fun'] })],
  ['advertising bundled with a fine purpose', BAD, promises({ purposes: ['dpv:ProvideProductRecommendations', 'dpv:PersonalisedAdvertising'] })],
  ['selling what it gets', BAD, promises({ purposes: ['dpv:SellDataToThirdParties'] })],
  ['a policy that is no address', BAD, promises({ policy: 'javascript:alert(1)' })],
  ['a level that is no word of ours', BAD, promises({ levels: { 'shoes.size': 'everything' } })],
  ['a level for a detail that this vocabulary does not have', 'accepted', promises({ levels: { 'shoes.colour': 'list' } })],
];
