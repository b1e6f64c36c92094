/** Everything the shop holds about a customer, readable and raw. */
import { GROUPS, ONWARD, PURPOSES } from "../ask.js";
import { html } from "../html.js";
import { detailLines, moment } from "../words.js";
import { layout } from "./layout.js";

/** The page of a live grant. */
export function holdingPage({ visitor, grant }) {
  return layout({ title: "What we hold about you", visitor }, html`
    <section class="wrap holding">
      <h1>What we hold about you</h1>
      <p class="lead">This is all of it: ${Object.keys(grant.details).length} details you shared from your vault, as they are now.</p>
      <dl class="held">${GROUPS.filter(({ detail }) => Object.hasOwn(grant.details, detail)).map((group) => held(group, grant))}</dl>
      <div class="columns">
        <div>
          <h2>Until when</h2>
          <dl class="facts" id="grant-facts">
            <div><dt>Version</dt><dd id="grant-version">${grant.version}</dd></div>
            <div><dt>Shared</dt><dd>${moment(grant.grantedAt)}</dd></div>
            <div><dt>Last changed</dt><dd>${moment(grant.updatedAt)}</dd></div>
            <div><dt>Deleted by</dt><dd>${moment(grant.keepUntil)}</dd></div>
          </dl>
          <p class="quiet">When you change something in your vault, it changes here. When you stop, or the time is over, it is deleted at once.</p>
        </div>
        <div>
          <h2>What we promised</h2>
          <ul class="promises">
            <li>Only to ${grant.terms.purposes.map((purpose) => PURPOSES[purpose]).join(" and ")}.</li>
            <li>Never kept more than 30 days after the end (${grant.terms.retention}).</li>
            <li>Passed on to ${ONWARD[grant.terms.onward]}, merged with ${grant.terms.combine ? "other profiles" : "nothing"}.</li>
          </ul>
        </div>
      </div>
      ${forgetMe("We delete every detail and the tokens at once, and your vault is told that we closed the grant.")}
      <h2>The tokens</h2>
      <p class="quiet">One signed token a group, checked on arrival. Nothing in them is hidden from you.</p>
      ${Object.entries(grant.tokens).map(token)}
    </section>`);
}

/** The page while the customer's vault says that they are not to be personalised for. */
export function plainPage({ visitor, grant }) {
  return layout({ title: "What we hold about you", visitor }, html`
    <section class="wrap holding">
      <h1>Plain mode</h1>
      <p class="lead" id="plain">Your vault tells us that you do not want to be personalised for. That is all we hold about you, since ${time(grant.updatedAt)}. Any details you shared before are deleted.</p>
      <p>The shop is the one that everybody sees: nothing of your history, of a profile or of advertising made for you. When you switch plain mode off in your vault, it may send your details anew.</p>
      <dl class="facts" id="grant-facts"><div><dt>Version</dt><dd id="grant-version">${grant.version}</dd></div></dl>
      ${forgetMe("We close the grant, and your vault is told. You can share again whenever you like.")}
      <h2>The tokens</h2>
      <p class="quiet">One signed token a group, checked on arrival. Each says the same, and nothing else.</p>
      ${Object.entries(grant.tokens).map(token)}
    </section>`);
}

/** The page after a grant has ended, or before there was one. */
export function emptyHoldingPage({ visitor, ended }) {
  return layout({ title: "What we hold about you", visitor }, html`
    <section class="wrap holding">
      <h1>${ended ? "We have forgotten you" : "We hold nothing about you"}</h1>
      ${ended ? html`<p class="lead" id="deleted">${ended.by === "customer" ? "You stopped sharing." : "You asked us here to forget you."} Our copy was deleted on ${time(ended.deletedAt)}.</p>
        <p>The shop is impersonal again. All that is left is this date, so that we can confirm it.</p>`
      : html`<p class="lead">You have not shared anything from a vault in this browser, or its time was up.</p>`}
      <form method="post" action="/personalise"><button class="button" type="submit">Personalise with Inkling</button></form>
    </section>`);
}

/** The page while the customer pauses, or while their vault's word has run out. */
export function restingPage({ visitor, grant }) {
  return layout({ title: "What we hold about you", visitor }, html`
    <section class="wrap holding">
      ${grant.state === "paused" ? pausedWords(grant) : unconfirmedWords(grant)}
      ${forgetMe("We close the grant, and your vault is told. You can share again whenever you like.")}
    </section>`);
}

function pausedWords({ pausedAt, until }) {
  return html`<h1>You paused sharing</h1>
      <p class="lead" id="paused">We deleted your details on ${time(pausedAt)}. The shop is impersonal${until && html` until you go on, which you planned for ${time(until)}`}.</p>
      <p>When you go on in your vault, it sends them anew. All that is left here is what it takes to receive them.</p>`;
}

function unconfirmedWords({ since }) {
  return html`<h1>Not used for now</h1>
      <p class="lead" id="unconfirmed">Your vault publishes whether it still shares with us. We could not read that since ${time(since)}, so we do not use what you shared.</p>
      <p>We try again every minute. Nothing is needed from you.</p>`;
}

function forgetMe(words) {
  return html`<form class="forget" method="post" action="/inkling/forget">
        <div><h2>Forget me</h2><p>${words}</p></div>
        <button class="button button-firm" type="submit">Forget me now</button>
      </form>`;
}

function time(at) {
  return html`<time datetime="${new Date(at).toISOString()}">${moment(at)}</time>`;
}

function held({ detail, label, use }, grant) {
  return html`<div><dt>${label}<span class="quiet">${use}</span></dt><dd>${detailLines(detail, grant.details).map((line) => html`<span class="value">${line}</span>`)}</dd></div>`;
}

function token([group, compact]) {
  const [jwt, ...disclosures] = compact.split("~");
  const binding = disclosures.pop();
  const parts = [
    ["Signed by your vault", decode(jwt.split(".")[1])],
    ...disclosures.map((text) => ["Disclosed", decode(text)]),
    ["Bound to this shop", decode(binding.split(".")[1])],
  ];
  return html`<details class="token">
    <summary>${GROUPS.find(({ id }) => id === group)?.label ?? group}</summary>
    ${parts.map(([name, value]) => html`<h3>${name}</h3><pre tabindex="0">${value}</pre>`)}
    <h3>Raw</h3><pre class="raw" tabindex="0">${compact}</pre>
  </details>`;
}

function decode(text) {
  return JSON.stringify(JSON.parse(Buffer.from(text, "base64url").toString("utf8")), null, 2);
}
