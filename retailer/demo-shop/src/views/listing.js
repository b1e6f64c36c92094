/** A department or a search. */
import { department, facets, label } from "../catalogue.js";
import { html } from "../html.js";
import { sizeWords } from "../shelves.js";
import { card } from "./goods.js";
import { layout } from "./layout.js";

/** A page of items. `filters` are the personal ones, each with its state. */
export function listingPage({ visitor, search, items, all, filters, because, page, pages }) {
  const place = department(search.department);
  const title = place?.label ?? (search.query ? `“${search.query}”` : "Everything");
  return layout({ title, visitor, current: search.department, query: search.query }, html`
    <section class="wrap listing">
      <div class="listing-head">
        <h1>${title}</h1>
        <p class="quiet">${all.length} ${all.length === 1 ? "thing" : "things"}, ${visitor.personal ? "in your order" : "most loved first"}</p>
        ${because.length > 0 && html`<p class="because"><span class="dot" aria-hidden="true"></span>Because you told us: ${because.join(", ")}.</p>`}
      </div>
      ${narrowing(search, filters)}
      ${items.length === 0 ? nothing(search, filters) : html`<ul class="cards cards-grid">${items.map(card)}</ul>`}
      ${pages > 1 && pager(search, page, pages)}
    </section>`);
}

/** The address of a listing with something changed. */
export function address(search, change = {}) {
  const { department: place, genre, query, size, budget, page } = { ...search, page: undefined, ...change };
  const parameters = new URLSearchParams(Object.entries({ q: query, genre, size, budget, page }).filter(([, value]) => value));
  return `/shop${place ? `/${place}` : ""}${parameters.size > 0 ? `?${parameters}` : ""}`;
}

function narrowing(search, filters) {
  const ids = facets(filters.pool).slice(0, 12);
  return html`<nav class="narrow" aria-label="Narrow this list">
    <ul>
      ${filters.size && html`<li>${personalChip(address(search, { size: filters.size.on ? "any" : undefined }), filters.size.on, `In ${sizeWords(filters.size.taste)}`)}</li>`}
      ${filters.budget && html`<li>${personalChip(address(search, { budget: filters.budget.on ? "any" : undefined }), filters.budget.on, "Within what you usually spend")}</li>`}
      ${ids.length > 1 && ids.map((id) => html`<li><a class="chip" href="${address(search, { genre: id === search.genre ? undefined : id })}"${id === search.genre ? html` aria-current="true"` : ""}>${label(id)}</a></li>`)}
    </ul>
  </nav>`;
}

function personalChip(href, on, words) {
  return html`<a class="chip chip-mine" href="${href}"${on ? html` aria-current="true"` : ""}><span class="dot" aria-hidden="true"></span>${words}<span class="visually-hidden">, ${on ? "on, select to switch off" : "off, select to switch on"}</span></a>`;
}

function nothing(search, filters) {
  const narrowed = filters.size?.on || filters.budget?.on;
  return html`<div class="nothing">
    <p>Nothing here ${narrowed ? "fits your size and budget" : "by that name"}.</p>
    <p><a href="${narrowed ? address(search, { size: "any", budget: "any" }) : "/shop"}">${narrowed ? "Show every size and price" : "Look at everything"}</a></p>
  </div>`;
}

function pager(search, page, pages) {
  return html`<nav class="pager" aria-label="Pages">
    ${page > 1 ? html`<a href="${address(search, { page: page - 1 })}">Earlier</a>` : html`<span></span>`}
    <span>Page ${page} of ${pages}</span>
    ${page < pages ? html`<a href="${address(search, { page: page + 1 })}">Further</a>` : html`<span></span>`}
  </nav>`;
}
