/** The question: what we would ask, in plain words, and the link to the vault. */
import { GROUPS, PURPOSES } from "../ask.js";
import { html } from "../html.js";
import { layout } from "./layout.js";

/** The page with the link, or with a button that asks for one. */
export function personalisePage({ visitor, link }) {
  return layout({ title: "Personalise", visitor }, html`
    <section class="wrap ask">
      <div class="ask-words">
        <h1>Tell us a little.<br>Keep the rest.</h1>
        <p>Your vault shows you exactly what we would receive, detail by detail. You choose what to share, how precisely, and for how long. We never see anything else.</p>
        ${link === undefined ? button() : opening(link)}
      </div>
      <div class="ask-card">
        <h2>What we would ask</h2>
        <ul class="asked">${GROUPS.map(asked)}</ul>
        <h2>What we promise</h2>
        <ul class="promises">
          <li>Only to ${Object.values(PURPOSES).join(" and ")}.</li>
          <li>Deleted at the end of the time you choose, and never kept more than 30 days after it.</li>
          <li>Passed on to nobody, merged with nothing.</li>
          <li>Deleted the moment you stop, with a dated confirmation.</li>
        </ul>
      </div>
    </section>`);
}

function button() {
  return html`<form class="ask-actions" method="post" action="/personalise"><button class="button" type="submit">Personalise with Inkling</button></form>`;
}

function opening(link) {
  return html`<p class="ask-actions"><a class="button" id="open-vault" href="${link}">Open my Inkling vault</a></p>
        <p class="quiet" id="request-state" role="status" data-watch="/personalise/state">When you have chosen, your vault brings you back here.</p>
        <details class="fallback">
          <summary>Nothing opened?</summary>
          <p>Inkling may not be installed, or your browser did not pass the link on. Copy it and paste it into Inkling under “Open a link”.</p>
          <div class="copy-row"><label class="visually-hidden" for="link">Link for your vault</label><input id="link" readonly value="${link}"><button type="button" class="button button-quiet" data-copy="link">Copy the link</button></div>
          <p class="quiet">Come back in this browser: the way back works only where you began.</p>
        </details>`;
}

function asked({ label, use, required }) {
  return html`<li><span class="asked-name">${label}</span><span class="tag">${required ? "needed" : "optional"}</span><span class="asked-use">${use}</span></li>`;
}
