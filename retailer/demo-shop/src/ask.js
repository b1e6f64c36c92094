/**
 * What Halden asks for, and why: one required group, the rest optional and one detail each.
 *
 * Invariant: the words here are the words on the page and in the signed terms.
 */

/** The shop's question to a vault. */
export function ask(origin) {
  return {
    groups: GROUPS.map(({ id, detail, required }) => ({ id, details: [detail], required })),
    terms: {
      purposes: ["dpv:ProvideProductRecommendations", "dpv:UserInterfacePersonalisation"],
      retention: "P30D",
      onward: "none",
      combine: false,
      policy: `${origin}/privacy`,
    },
    levels: Object.fromEntries(GROUPS.map(({ detail }) => [detail, "list"])),
  };
}

/** Each group with what it does for the customer. */
export const GROUPS = [
  { id: "films", detail: "interests.media.film", required: true, label: "Film genres you like", use: "orders films, and books of the same spirit" },
  { id: "series", detail: "interests.media.tv", required: false, label: "Series genres you like", use: "orders series" },
  { id: "departments", detail: "interests.shop", required: false, label: "What you like to shop for", use: "puts those shelves first" },
  { id: "size", detail: "shoes.size", required: false, label: "Your shoe size", use: "shows shoes we have in your size" },
  { id: "budget", detail: "budget.range", required: false, label: "What you usually spend", use: "leaves out what is far outside" },
  { id: "colours", detail: "style.colours.liked", required: false, label: "Colours you like", use: "prefers those colours" },
  { id: "brands", detail: "brands.loved", required: false, label: "Brands you love", use: "brings them forward" },
];

/** The purposes in plain words. */
export const PURPOSES = {
  "dpv:ProvideProductRecommendations": "suggest products to you",
  "dpv:UserInterfacePersonalisation": "arrange the shop for you",
};

/** Who else would see the details, in plain words. */
export const ONWARD = {
  none: "nobody",
  processors: "those who work for us",
  named: "those named in our privacy policy",
};
