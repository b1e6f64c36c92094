/** The frame around every page. */
import { DEPARTMENTS } from "../catalogue.js";
import { html } from "../html.js";

/** A whole page. `visitor` is what the frame needs to know: whether the shop is personal right now, and if not, why not. */
export function layout({ title, visitor, current, query = "" }, body) {
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${title} – Halden</title>
  <link rel="icon" href="/static/mark.svg" type="image/svg+xml">
  <link rel="preload" href="/static/fonts/fraunces.woff2" as="font" type="font/woff2" crossorigin>
  <link rel="stylesheet" href="/static/art.css">
  <link rel="stylesheet" href="/static/shop.css">
  <script src="/static/shop.js" type="module"></script>
</head>
<body>
  <a class="skip" href="#main">Skip to the goods</a>
  <header class="top">
    <div class="wrap top-row">
      <a class="wordmark" href="/">Halden<span class="strap">things for evenings and trails</span></a>
      <form class="search" role="search" action="/shop">
        <label class="visually-hidden" for="q">Search the shop</label>
        <input id="q" name="q" type="search" value="${query}" placeholder="Search" autocomplete="off">
      </form>
      ${mine(visitor)}
    </div>
    <nav class="wrap departments" aria-label="Departments">
      <ul>${DEPARTMENTS.map(({ id, label }) => html`<li><a href="/shop/${id}"${id === current ? html` aria-current="page"` : ""}>${label}</a></li>`)}</ul>
    </nav>
  </header>
  ${visitor.live && (visitor.told ? told() : switcher(visitor))}
  ${visitor.resting && resting(visitor.grant)}
  <main id="main" tabindex="-1">${body}</main>
  <footer class="foot">
    <div class="wrap foot-row">
      <p>Halden is a demonstration shop. The goods are real things by their real makers; prices and stock are illustrations and nothing is for sale.</p>
      <ul><li><a href="/inkling">What we hold about you</a></li><li><a href="/privacy">Privacy</a></li></ul>
    </div>
  </footer>
</body>
</html>`;
}

function mine({ live, resting }) {
  if (live || resting) return html`<a class="mine" href="/inkling"><span class="dot" aria-hidden="true"></span>Your Inkling</a>`;
  return html`<form method="post" action="/personalise"><button class="mine" type="submit">Personalise</button></form>`;
}

function resting({ state }) {
  const words = state === "paused" ? "You paused sharing." : "We cannot tell right now whether you still share with us.";
  return html`<aside class="switcher" id="resting"><div class="wrap switch-row"><p>${words} You see the shop as everybody does.</p></div></aside>`;
}

/** Plain mode is the vault's switch: there is none here. */
function told() {
  return html`<aside class="switcher" id="plain-mode"><div class="wrap switch-row"><p>Plain mode is on in your vault. You see the shop as everybody does, and we use nothing about you.</p></div></aside>`;
}

function switcher({ plain }) {
  return html`<form class="switcher" method="post" action="/plain" aria-label="Your details in this shop">
    <div class="wrap switch-row">
      <p>${plain ? "You see the shop as everybody does." : "The shop is arranged around what you told us."}</p>
      <button class="switch" type="submit" role="switch" aria-checked="${plain ? "true" : "false"}" name="plain" value="${plain ? "off" : "on"}">
        <span class="knob" aria-hidden="true"></span>Show the shop without my details
      </button>
    </div>
  </form>`;
}
