/** The front page, for everybody and for one customer. */
import { html } from "../html.js";
import { layout } from "./layout.js";
import { shelf } from "./goods.js";

/** The front page. `shelves` come in the order they are shown. */
export function homePage({ visitor, shelves, welcome }) {
  return layout({ title: "Things for evenings and trails", visitor }, html`
    ${visitor.personal ? personalHero(welcome) : plainHero(visitor)}
    ${shelves.map(shelf)}`);
}

function plainHero({ live, resting }) {
  return html`<section class="hero wrap">
    <h1>For the trail, and<br>the evening after it.</h1>
    <div class="hero-side">
      <p>Running shoes and storm lanterns, knitwear and novels, and something good to watch when the boots are drying.</p>
      ${!live && !resting && html`<form method="post" action="/personalise">
        <button class="button" type="submit">Personalise with Inkling</button>
      </form>
      <p class="quiet">You choose a few details in your own vault. No account, no tracking, and you can take them back.</p>`}
    </div>
  </section>`;
}

function personalHero(welcome) {
  return html`<section class="hero hero-personal wrap">
    <h1>Your shop tonight.</h1>
    <div class="hero-side">
      <p>${welcome ? "Thank you. Your details have arrived and the shelves below are arranged around them." : "Every shelf says which of your details it stands on."}</p>
      <p class="quiet"><a href="/inkling">See exactly what we hold, or make us forget it.</a></p>
    </div>
  </section>`;
}
