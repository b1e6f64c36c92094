// What two shops have in common when they put everything together that they heard: every word, number and run of bytes, however
// deep it was packed.

/** What is no word of its own: it is taken apart further, and its pieces are compared. */
const SEPARATORS = /[^A-Za-z0-9_-]+/;
/** Six bytes by chance in two places: once in ten million such comparisons. */
const RUN = 6;
const TIMES = { from: 1_500_000_000, to: 4_000_000_000 };

/** Pieces by value, each with the places where it stood. */
export class Pieces {
  words = new Map();
  times = new Map();

  /** Takes a value apart. Where it is packed in a form that only its reader opens, put the opened value in too. */
  add(value, place) {
    if (Array.isArray(value)) value.forEach((entry, at) => this.add(entry, `${place}[${at}]`));
    else if (value !== null && typeof value === 'object') {
      for (const [name, entry] of Object.entries(value)) {
        this.#text(name, `${place}.${name}, its name`);
        this.add(entry, `${place}.${name}`);
      }
    } else if (typeof value === 'string') this.#text(value, place);
    else this.#note(String(value), place);
    return this;
  }

  #text(text, place) {
    const within = unpacked(text);
    if (within !== undefined) return this.add(within, place);
    const pieces = text.split(SEPARATORS).filter((piece) => piece !== '');
    if (pieces.length === 1 && pieces[0] === text) return this.#note(text, place);
    pieces.forEach((piece, at) => this.add(piece, `${place}/${at}`));
    return undefined;
  }

  #note(word, place) {
    const time = moment(word);
    const kept = time === undefined ? this.words : this.times;
    const key = time ?? word;
    kept.set(key, [...kept.get(key) ?? [], place]);
  }
}

/** What is packed in a text: percent encoding, base64url of text, JSON. */
function unpacked(text) {
  if (/%[0-9a-f]{2}/i.test(text)) return decodeURIComponent(text);
  if (/^[[{]/.test(text)) {
    try {
      const value = JSON.parse(text);
      // Spaces, escapes and the like could carry something too.
      if (JSON.stringify(value) !== text) throw new Error(`JSON with something between its words: ${text}`);
      return value;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  if (/^[A-Za-z0-9_-]{8,}$/.test(text)) {
    const plain = Buffer.from(text, 'base64url').toString('utf8');
    if (/^[[{][\x20-\x7e]*[\]}]$/.test(plain)) return plain;
  }
  return undefined;
}

/** A moment in seconds, from seconds or milliseconds. */
function moment(word) {
  if (!/^\d{10}(\d{3})?$/.test(word)) return undefined;
  const seconds = word.length === 13 ? Number(word) / 1000 : Number(word);
  return seconds > TIMES.from && seconds < TIMES.to ? seconds : undefined;
}

/** Words and runs of bytes that both have, except `allowed` words. Moments are compared apart, by `sameMoments`. */
export function inCommon(one, other, allowed = new Set()) {
  const words = (pieces) => [...pieces.words].filter(([word]) => !allowed.has(word));
  const same = words(one).filter(([word]) => other.words.has(word)).map(([word, places]) => ({ word, places, and: other.words.get(word) }));
  const seen = new Set(same.map(({ word }) => word));
  const rest = (pieces) => words(pieces).filter(([word]) => !seen.has(word) && word.length >= 8);
  const runs = new Map(rest(other).flatMap(([word, places]) => runsOf(word).map((run) => [run, { word, places }])));
  const alike = rest(one).flatMap(([word, places]) => runsOf(word).filter((run) => runs.has(run)).map((run) => ({ word, places, run, and: runs.get(run) })));
  return [...same, ...alike];
}

/** Moments within a second of each other that are not whole hours. */
export function sameMoments(one, other) {
  const fine = (pieces) => [...pieces.times].filter(([time]) => time % 3600 !== 0);
  return fine(one).flatMap(([time, places]) => fine(other).filter(([at]) => Math.abs(at - time) < 1).map(([, and]) => ({ time, places, and })));
}

/** Every run of bytes in a word: as it stands, and as the bytes it spells. */
function runsOf(word) {
  const bytes = Buffer.from(word, 'base64url');
  const spelt = Array.from({ length: Math.max(0, bytes.length - RUN + 1) }, (_, at) => bytes.toString('hex', at, at + RUN));
  const letters = Array.from({ length: Math.max(0, word.length - 7) }, (_, at) => `=${word.slice(at, at + 8)}`);
  return [...spelt, ...letters];
}
