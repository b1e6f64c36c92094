/**
 * The drawn part of a cover: a few shapes whose kind follows the genre or category and whose place follows the seed.
 *
 * Invariant: shapes only; no text and no colour of their own (`a`, `b` and `c` are the palette's).
 */
import { html } from "./html.js";

const BY_GENRE = {
  thrillers: eclipse, crime: blinds, mysteries: eclipse, horror: trees, "sci-fi-fantasy": orbits, romance: rings,
  comedies: arches, "stand-up": spot, documentaries: horizon, dramas: windows, "action-adventure": peaks, anime: rays,
  "kids-family": arches, "nature-science": hills, classics: frame, "music-musicals": bars, international: waves,
  independent: windows, sports: track, reality: rings, cult: rays, british: frame,
};
const BY_CATEGORY = {
  "shoes-running": track, shoes: contours, socks: stripes, "apparel-knitwear": knit, "apparel-outerwear": peaks, apparel: hills,
  "outdoor-gear": contours, "home-lighting": glow, kitchen: bowls, "coffee-tea": bowls,
};

/** The pattern of an item. */
export function motif(item, seed) {
  const draw = item.kind === "product" ? BY_CATEGORY[item.category] : BY_GENRE[item.genres[0]];
  return (draw ?? waves)((index, low, high) => low + Math.round((seed[index] / 255) * (high - low)));
}

const times = (count, draw) => Array.from({ length: count }, (_, index) => draw(index));
const circle = (kind, x, y, r) => html`<circle class="${kind}" cx="${x}" cy="${y}" r="${r}"/>`;
const rect = (kind, x, y, width, height, rx = 0) => html`<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${rx}"/>`;
const path = (kind, d) => html`<path class="${kind}" d="${d}"/>`;

function eclipse(at) {
  const [x, y, r] = [at(1, 110, 220), at(2, 120, 180), at(3, 66, 96)];
  return [circle("a", x, y, r), circle("ground", x + at(4, -34, 34), y - at(5, 8, 30), r * 0.92)];
}
function blinds(at) {
  const tilt = at(1, -40, 40);
  return times(9, (i) => path("a", `M0 ${70 + i * 24} L300 ${70 + i * 24 + tilt} v${4 + ((i * at(2, 1, 5)) % 9)} L0 ${76 + i * 24} Z`));
}
function trees(at) {
  return times(9, (i) => {
    const [x, top] = [i * 36 + at(i + 1, -12, 12), at(i + 10, 80, 190)];
    return path(i % 3 ? "a" : "b", `M${x} 400 L${x + 14} ${top} L${x + 28} 400 Z`);
  });
}
function orbits(at) {
  const [x, y] = [at(1, 120, 190), at(2, 130, 175)];
  const turn = at(3, -30, 30);
  const rings = [62, 92, 124].map((r) => html`<ellipse class="line" cx="${x}" cy="${y}" rx="${r}" ry="${Math.round(r * 0.38)}" transform="rotate(${turn} ${x} ${y})"/>`);
  return [...rings, circle("a", x, y, 38), circle("b", x + at(4, 60, 100), y + at(5, -60, -20), 9)];
}
function rings(at) {
  const [x, y, r] = [at(1, 90, 130), at(2, 140, 170), at(3, 58, 74)];
  return [circle("a", x, y, r), circle("b mix", x + r, y + at(4, -20, 20), r)];
}
function arches(at) {
  return times(3, (row) => times(4, (i) => {
    const kind = ["a", "b", "c"][at(row * 4 + i + 1, 0, 2)];
    const [x, y] = [28 + i * 62, 70 + row * 62];
    return at(row * 4 + i + 13, 0, 1) ? path(kind, `M${x} ${y + 58} v-29 a29 29 0 0 1 58 0 v29 Z`) : circle(kind, x + 29, y + 29, 29);
  }));
}
function spot(at) {
  const x = at(1, 90, 210);
  return [path("a mix", `M${x} 56 L${x - 90} 260 h180 Z`), html`<ellipse class="b" cx="${x}" cy="260" rx="90" ry="16"/>`];
}
function horizon(at) {
  const y = at(1, 170, 220);
  return [circle("b", at(2, 80, 220), y - at(3, 20, 60), at(4, 28, 46)), rect("a", 0, y, 300, 4), ...times(7, (i) => rect("a mix", 0, y + 14 + i * i * 3, 300, 2))];
}
function windows(at) {
  return times(4, (row) => times(5, (i) => rect(at(row * 5 + i + 1, 0, 5) > 3 ? "b" : "a mix", 30 + i * 49, 66 + row * 52, 38, 40)));
}
function peaks(at) {
  const [p, q] = [at(1, 90, 150), at(2, 120, 180)];
  return [circle("b", at(3, 190, 250), 96, 26), path("a", `M-20 300 L90 ${p} L190 300 Z`), path("c", `M90 300 L210 ${q} L330 300 Z`), rect("ground", 0, 300, 300, 100)];
}
function rays(at) {
  const [x, y] = [at(1, 100, 200), at(2, 160, 200)];
  const spokes = times(18, (i) => html`<path class="a mix" d="M${x} ${y} l420 -14 v28 Z" transform="rotate(${i * 20} ${x} ${y})"/>`);
  return [...spokes, circle("b", x, y, at(3, 44, 62))];
}
function hills(at) {
  return times(4, (i) => {
    const y = 130 + i * 48;
    return path(["a", "b", "c", "ground"][i], `M0 ${y + at(i + 1, 0, 30)} C80 ${y - at(i + 5, 10, 50)} 160 ${y + at(i + 9, 10, 60)} 300 ${y - at(i + 13, 0, 30)} V400 H0 Z`);
  });
}
function frame(at) {
  const inset = at(1, 22, 30);
  return [html`<rect class="line" x="${inset}" y="60" width="${300 - inset * 2}" height="230" rx="${at(2, 0, 110)}"/>`, circle("a", 150, 175, at(3, 36, 58)), circle("b", 150, 175, at(4, 14, 26))];
}
function bars(at) {
  return times(11, (i) => rect(i % 4 ? "a" : "b", 28 + i * 22.5, 270 - at(i + 1, 40, 190), 13, at(i + 1, 40, 190), 6));
}
function waves(at) {
  return times(7, (i) => path(i === at(9, 0, 6) ? "line lit" : "line", `M-10 ${90 + i * 28} q40 -${at(i + 1, 10, 30)} 80 0 t80 0 t80 0 t80 0`));
}
function track(at) {
  const [bend, lean, crest, gap] = [at(1, -60, 90), at(2, -40, 60), at(3, 60, 150), at(4, 12, 26)];
  const lit = at(5, 0, 6);
  const flip = at(6, 0, 1) ? html` transform="translate(300 0) scale(-1 1)"` : "";
  const lines = times(7, (i) => path(i === lit ? "line lit" : "line", `M-20 ${310 - i * gap} C90 ${310 - i * gap} ${130 + bend} ${crest + i * 14} ${210 + lean} ${crest + i * 7} S300 ${crest - 20} 330 ${crest - 40 + i * 6}`));
  return html`<g${flip}>${lines}</g>`;
}
function contours(at) {
  const [x, y, turn] = [at(1, 80, 220), at(2, 120, 210), at(5, -50, 50)];
  const [flat, lit] = [at(6, 50, 90) / 100, at(7, 1, 6)];
  return times(9, (i) => html`<ellipse class="${i === lit ? "line lit" : "line"}" cx="${x + i * at(3, -7, 7)}" cy="${y + i * at(4, -5, 5)}" rx="${16 + i * 22}" ry="${Math.round((16 + i * 22) * flat)}" transform="rotate(${turn + i * 4} ${x} ${y})"/>`);
}
function stripes(at) {
  return times(6, (i) => rect(["a", "b", "c"][at(i + 1, 0, 2)], 0, 76 + i * 36, 300, at(i + 8, 8, 26)));
}
function knit(at) {
  const kinds = times(8, (row) => ["a", "a mix", "b", "c"][at(row + 1, 0, 3)]);
  return times(8, (row) => times(12, (i) => path(kinds[row], `M${i * 25} ${72 + row * 26} l12.5 13 l12.5 -13 v13 l-12.5 13 l-12.5 -13 Z`)));
}
function glow(at) {
  const [x, y] = [at(1, 120, 180), at(2, 130, 170)];
  return [...[130, 98, 68].map((r) => circle("a mix", x, y, r)), path("b", `M${x - 46} ${y} a46 46 0 0 1 92 0 Z`), rect("b", x - 1.5, 0, 3, y - 44)];
}
function bowls(at) {
  return [path("a", `M48 150 h204 a102 ${at(1, 84, 116)} 0 0 1 -204 0 Z`), path("b mix", `M86 150 h128 a64 ${at(2, 44, 72)} 0 0 1 -128 0 Z`), rect("c", 48, 138, 204, 8, 4)];
}
