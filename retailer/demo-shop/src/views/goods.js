/** Items on a shelf, in a grid, and alone. */
import { cover } from "../art.js";
import { label } from "../catalogue.js";
import { html } from "../html.js";

const EUROS = new Intl.NumberFormat("en-IE", { style: "currency", currency: "EUR" });

/** A price as text. */
export const price = (item) => EUROS.format(item.price);

/** Who made it. */
export const maker = (item) => item.brand ?? item.by;

/** One item as a card. */
export function card(item) {
  return html`<li class="card">
    <a href="/item/${item.id}">
      ${cover(item)}
      <span class="card-name">${item.title}</span>
      <span class="card-meta"><span>${maker(item) || kindWord(item)}</span><span>${price(item)}</span></span>
    </a>
  </li>`;
}

/** A row of cards with a heading, and the reason it is there. */
export function shelf({ id, title, more, items, because = [] }) {
  return html`<section class="shelf wrap" aria-labelledby="shelf-${id}">
    <div class="shelf-head">
      <h2 id="shelf-${id}">${title}</h2>
      ${more && html`<a class="more" href="${more}">See all<span class="visually-hidden"> ${title}</span></a>`}
      ${because.length > 0 && html`<p class="because"><span class="dot" aria-hidden="true"></span>Because you told us: ${because.join(", ")}.</p>`}
    </div>
    <ul class="cards">${items.map(card)}</ul>
  </section>`;
}

/** What an item is, in one word. */
export function kindWord(item) {
  return { film: "Film", series: "Series", book: "Book" }[item.kind] ?? label(item.category);
}
