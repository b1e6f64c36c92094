/**
 * A cover for every item: type over a drawn pattern, both decided by the item alone.
 *
 * Invariant: the same item always looks the same, and a cover needs no image file, no style attribute and no script.
 */
import { createHash } from "node:crypto";

import { html } from "./html.js";
import { label } from "./catalogue.js";
import { motif } from "./motifs.js";

const GENRE_PALETTES = {
  thrillers: ["ink", "rose", "sea"], crime: ["ink", "sun", "clay"], horror: ["night", "plum"], mysteries: ["dusk", "sea"],
  "sci-fi-fantasy": ["dusk", "sky", "rust"], romance: ["rose", "plum", "paper"], comedies: ["sun", "sky", "meadow"],
  documentaries: ["sand", "forest", "stone"], dramas: ["clay", "sea", "paper"], "action-adventure": ["rust", "sky", "dusk"],
  anime: ["sky", "rose"], "kids-family": ["meadow", "sun", "sky"], "nature-science": ["forest", "meadow"],
  classics: ["paper", "forest", "rust"], "music-musicals": ["plum", "sun"], "stand-up": ["sun", "ink"],
  reality: ["rose", "meadow"], international: ["sea", "sand", "clay"], independent: ["clay", "stone"], sports: ["sky", "forest"],
};
const COLOUR_PALETTES = {
  navy: "ink", black: "ink", blue: "sea", green: "forest", red: "rust", orange: "clay", yellow: "sun",
  grey: "stone", brown: "clay", white: "paper", beige: "sand", pink: "rose", silver: "stone",
};

/** The cover of an item as inline SVG; decorative, since the title stands beside it. */
export function cover(item) {
  const seed = createHash("sha256").update(item.id).digest();
  const lines = wrap(item.title);
  const size = lines.length > 4 || lines.some((line) => line.length > 11) ? 31 : 38;
  const top = item.kind === "book" ? 98 : 368 - (lines.length - 1) * size * 1.06;
  return html`<svg class="art art-${palette(item, seed)} art-${item.kind}" viewBox="0 0 300 400" aria-hidden="true" focusable="false">
    <rect class="ground" width="300" height="400"/>
    ${item.kind === "book" ? html`<g transform="translate(0 ${Math.min(lines.length, 4) * 34})">${motif(item, seed)}</g>` : motif(item, seed)}
    ${item.kind === "book" ? html`<rect class="spine" width="16" height="400"/>` : ""}
    <text class="over" x="28" y="46">${overline(item)}</text>
    ${lines.map((line, index) => html`<text class="name" x="28" y="${Math.round(top + index * size * 1.06)}" font-size="${size}">${line}</text>`)}
    ${item.kind === "book" ? html`<text class="over" x="28" y="370">${item.by}</text>` : ""}
  </svg>`;
}

function palette(item, seed) {
  if (item.kind === "product") return COLOUR_PALETTES[item.colours[seed[0] % item.colours.length]] ?? "stone";
  const fitting = GENRE_PALETTES[item.genres[0]] ?? ["clay", "sea", "plum"];
  return fitting[seed[0] % fitting.length];
}

function overline(item) {
  if (item.kind === "product") return item.brand;
  return item.kind === "book" ? label(item.genres[0]) : `${label(item.genres[0])}, ${item.year}`;
}

function wrap(title) {
  const lines = [];
  for (const word of title.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < (word.length < 3 ? 16 : 13)) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.length > 6 ? [...lines.slice(0, 5), `${lines[5]} …`] : lines;
}
