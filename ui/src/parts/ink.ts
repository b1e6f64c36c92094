/**
 * Ink on wet paper: a drop's outline, deformed a few times, for washes and for the blots that stand for shops.
 *
 * Invariant: the same seed always gives the same shape.
 */

type Point = [x: number, y: number];

/** A source of numbers between 0 and 1 that depends on the seed alone (mulberry32 over FNV-1a). */
export function chance(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const letter of seed) state = Math.imul(state ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A smooth, slightly irregular round blot in a box of 100 by 100. */
export function blot(seed: string, points = 9, wobble = 0.16): string {
  const random = chance(seed);
  const turn = random() * Math.PI * 2;
  return smooth(
    Array.from({ length: points }, (_, i) => {
      const angle = turn + (i / points) * Math.PI * 2;
      const radius = 46 * (1 - wobble * random());
      return [50 + radius * Math.cos(angle), 50 + radius * Math.sin(angle)];
    }),
  );
}

export type Layer = { path: string; opacity: number; rim: boolean };

/** Translucent layers of one spreading drop, widest first, in a box of 1000 by 1000. */
export function wash(seed: string, layers = 12): Layer[] {
  const random = chance(seed);
  const bulge = [2, 3, 5].map((wave) => ({ wave, size: 0.3 * random() * (2 / wave), turn: random() * 6.28 }));
  const spread = Array.from({ length: layers }, (_, layer): Layer => {
    const depth = layer / (layers - 1);
    const radius = 400 * (1 - 0.86 * depth ** 1.35);
    const drift: Point = [500 + 46 * depth * (random() - 0.5), 500 + 110 * depth * (random() - 0.35)];
    const path = smooth(edge(random, drift, radius, bulge, 0.05 + 0.13 * (1 - depth)));
    return { path, opacity: 0.6 + 0.8 * depth, rim: layer === 1 || layer === 4 };
  });
  return [...spread, ...drops(random, 6)];
}

type Bulge = { wave: number; size: number; turn: number };

/** A round outline with slow bulges, and with a rough edge that is finest where the drop is widest. */
function edge(random: () => number, [x, y]: Point, radius: number, bulges: Bulge[], rough: number): Point[] {
  const points = 72;
  let wander = 0;
  return Array.from({ length: points }, (_, i) => {
    const angle = (i / points) * Math.PI * 2;
    const slow = bulges.reduce((sum, { wave, size, turn }) => sum + size * Math.sin(wave * angle + turn), 0);
    wander = wander * 0.62 + (random() - 0.5) * rough;
    const settle = Math.min(1, (points - i) / 6);
    const far = radius * (1 + slow * 0.55 + wander * settle);
    return [x + far * Math.cos(angle), y + far * Math.sin(angle)];
  });
}

/** Small drops thrown clear of the wash. */
function drops(random: () => number, howMany: number): Layer[] {
  return Array.from({ length: howMany }, () => {
    const [angle, far, radius] = [random() * 6.28, 400 + 130 * random(), 3 + 13 * random() ** 2];
    const at: Point = [500 + far * Math.cos(angle), 500 + far * Math.sin(angle)];
    return { path: smooth(edge(random, at, radius, [], 0.2)), opacity: 2.2, rim: false };
  });
}

/** A closed curve through the middles of the sides. */
function smooth(shape: Point[]): string {
  const point = (i: number): Point => shape[i % shape.length] ?? [0, 0];
  const middle = (i: number): Point => {
    const [a, b] = [point(i), point(i + 1)];
    return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  };
  const text = ([x, y]: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const curves = shape.map((_, i) => `Q${text(point(i + 1))} ${text(middle(i + 1))}`);
  return `M${text(middle(0))}${curves.join('')}Z`;
}
