/** One item. */
import { cover } from "../art.js";
import { DEPARTMENTS, label } from "../catalogue.js";
import { html } from "../html.js";
import { card, kindWord, maker, price } from "./goods.js";
import { layout } from "./layout.js";

/** The page of an item. `because` and `mySizes` are empty for a visitor who shared nothing. */
export function itemPage({ visitor, item, because, mySizes, beside }) {
  const place = DEPARTMENTS.find(({ categories }) => categories.includes(item.category));
  return layout({ title: item.title, visitor, current: place.id }, html`
    <article class="wrap item">
      <div class="item-art">${cover(item)}</div>
      <div class="item-words">
        <p class="crumb"><a href="/shop/${place.id}">${place.label}</a></p>
        <h1>${item.title}</h1>
        <p class="item-maker">${maker(item)}</p>
        ${item.note && html`<p class="item-note">${item.note}</p>`}
        <p class="item-price">${price(item)} <span class="quiet">illustrative price</span></p>
        ${because.length > 0 && html`<p class="because"><span class="dot" aria-hidden="true"></span>Because you told us: ${because.join(", ")}.</p>`}
        ${item.sizes && sizes(item, mySizes)}
        ${facts(item)}
      </div>
    </article>
    <section class="shelf wrap" aria-labelledby="beside"><div class="shelf-head"><h2 id="beside">Beside it on the shelf</h2></div><ul class="cards">${beside.map(card)}</ul></section>`);
}

function sizes(item, mySizes) {
  return html`<fieldset class="sizes">
    <legend>${item.category.startsWith("shoes") ? "EU size" : "Size"}</legend>
    ${item.sizes.map((size) => html`<label><input type="radio" name="size" value="${size}"${size === mySizes[0] ? html` checked` : ""}><span>${size}${mySizes.includes(size) ? html`<span class="visually-hidden">, your size</span>` : ""}</span></label>`)}
    ${mySizes.length > 0 && html`<p class="quiet">Your size is chosen for you.</p>`}
  </fieldset>`;
}

function facts(item) {
  const rows = [
    ["Kind", kindWord(item)],
    ["Year", item.year],
    ["Genres", item.genres?.map(label).join(", ")],
    ["Colours", item.colours?.join(", ")],
  ].filter(([, value]) => value !== undefined);
  return html`<dl class="facts">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
