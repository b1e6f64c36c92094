/**
 * HTML as tagged templates: what is put in is text unless it came out of `html` itself.
 *
 * Invariant: no value reaches a page unescaped.
 */
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

class Html {
  constructor(text) {
    this.text = text;
  }
  toString() {
    return this.text;
  }
}

/** A piece of page. Arrays are joined; undefined, null and false are left out. */
export function html(strings, ...values) {
  return new Html(String.raw({ raw: strings }, ...values.map(escape)));
}

function escape(value) {
  if (value instanceof Html) return value.text;
  if (Array.isArray(value)) return value.map(escape).join("");
  if (value === undefined || value === null || value === false) return "";
  return String(value).replace(/[&<>"']/g, (character) => ESCAPES[character]);
}
