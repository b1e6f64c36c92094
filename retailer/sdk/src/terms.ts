/**
 * What the shop promises: the one `transaction_data` entry of a request (OpenID4VP 1.0, section 8.4).
 *
 * Invariant: the text that was sent is the text that is hashed; terms are never re-serialised to compare them.
 */
import { ensure } from "./errors.js";
import { sha256, toBase64url } from "./encoding.js";
import { VOCABULARY } from "./vocabulary.js";

/** How precise an answer is, coarse to fine. The customer may always lower it. */
export type Level = "yes-no" | "bucket" | "list" | "exact";

const ONWARD = ["none", "processors", "named"] as const;
/** Who else sees the details. */
export type Onward = (typeof ONWARD)[number];

/** Of the W3C Data Privacy Vocabulary 2.3, what a shop may want details for that nobody has proved. */
const PURPOSES = [
  "dpv:ProvideProductRecommendations",
  "dpv:ProvidePersonalisedRecommendations",
  "dpv:UserInterfacePersonalisation",
  "dpv:SearchFunctionalities",
  "dpv:PersonalisedBenefits",
  "dpv:DeliveryOfGoods",
  "dpv:OptimisationForConsumer",
  "dpv:DirectMarketing",
] as const;
/** Purposes a vault offers to its owner; advertising and resale are refused there by default. */
export type Purpose = (typeof PURPOSES)[number];

/** What the shop promises about the details it asks for. */
export interface Terms {
  /** Why. A grant for a narrow purpose never covers a broader one. */
  purposes: Purpose[];
  /** At most how long a copy is kept after the grant has ended: days, weeks or months, as `P30D`. This package deletes at the end. */
  retention: string;
  /** Who else receives it. */
  onward: Onward;
  /** Whether it may be merged with other profiles. */
  combine: boolean;
  /** The shop's privacy policy, on the shop's own host. */
  policy: string;
}

/** One group of details, granted or refused as a whole: one DCQL credential query (OpenID4VP 1.0, section 6.1). */
export interface Group {
  /** A short name: letters, digits, `-` and `_`. */
  id: string;
  /** Keys of the vocabulary, as `shoes.size`. */
  details: string[];
  /** Whether the request is pointless without it. Keep these few. */
  required: boolean;
}

/** Everything a shop asks for at once. */
export interface Ask {
  groups: Group[];
  terms: Terms;
  /** The level asked per detail; where it says nothing `list`, or what is nearest to it. */
  levels?: { [key: string]: Level };
}

/** A period as a vault reads it; `P0D` promises that nothing outlives the grant. */
const RETENTION = /^P(0|[1-9]\d{0,3})([DWM])$/;
const DAYS: { [unit: string]: number } = { D: 1, W: 7, M: 31 };
/** What a vault reads at most. */
const LONGEST_RETENTION_DAYS = 3660;
const MOST_GROUPS = 16;
const MOST_DETAILS = 64;
const LONGEST_URL = 1024;

/** The terms as one `transaction_data` string. */
export function transactionData(ask: Ask): string {
  const { purposes, retention, onward, combine, policy } = ask.terms;
  const terms = {
    type: "urn:inkling:terms:1",
    credential_ids: ask.groups.map((group) => group.id),
    purposes,
    retention,
    onward,
    combine,
    policy,
    ...(ask.levels ? { levels: ask.levels } : {}),
  };
  return toBase64url(JSON.stringify(terms));
}

/** The hash both sides sign: base64url SHA-256 of the `transaction_data` string as sent. */
export const termsHash = sha256;

/** The DCQL query of an ask (OpenID4VP 1.0, section 6). */
export function dcqlQuery(ask: Ask) {
  return {
    credentials: ask.groups.map((group) => ({
      id: group.id,
      format: "dc+sd-jwt",
      meta: { vct_values: ["urn:inkling:preferences:1"] },
      claims: group.details.map((key) => ({ path: key.split(".") })),
    })),
    credential_sets: ask.groups.map((group) => ({
      options: [[group.id]],
      ...(group.required ? {} : { required: false }),
    })),
  };
}

/** Refuses an ask that no vault could read, and names the member that is wrong. */
export function checkAsk(ask: Ask, origin: string): void {
  const { groups, levels = {}, terms } = ask;
  checkGroups(groups);
  const keys = new Set(groups.flatMap((group) => group.details));
  for (const [key, level] of Object.entries(levels)) {
    const known = keys.has(key) && VOCABULARY[key]?.includes(level);
    ensure(known === true, "invalid_configuration", `levels[${JSON.stringify(key)}]`);
  }
  checkTerms(terms, origin);
}

function checkGroups(groups: Group[]): void {
  const fits = Array.isArray(groups) && groups.length >= 1 && groups.length <= MOST_GROUPS;
  ensure(fits && groups.flatMap((group) => group.details).length <= MOST_DETAILS, "invalid_configuration", "groups");
  const ids = new Set<string>();
  const keys = new Set<string>();
  for (const [at, { id, details, required }] of groups.entries()) {
    const named = /^[A-Za-z0-9_-]{1,40}$/.test(id) && id !== "__proto__" && !ids.has(id);
    ensure(named, "invalid_configuration", `groups[${at}].id`);
    ids.add(id);
    ensure(details.length > 0, "invalid_configuration", `groups[${at}].details`);
    for (const [place, key] of details.entries()) {
      const asked = Object.hasOwn(VOCABULARY, key) && !keys.has(key);
      ensure(asked, "invalid_configuration", `groups[${at}].details[${place}]`);
      keys.add(key);
    }
    ensure(typeof required === "boolean", "invalid_configuration", `groups[${at}].required`);
  }
}

function checkTerms({ purposes, retention, onward, combine, policy }: Terms, origin: string): void {
  ensure(Array.isArray(purposes) && purposes.length > 0 && new Set(purposes).size === purposes.length, "invalid_configuration", "terms.purposes");
  for (const [at, purpose] of purposes.entries()) ensure(PURPOSES.includes(purpose), "invalid_configuration", `terms.purposes[${at}]`);
  const [, count, unit = ""] = RETENTION.exec(retention) ?? [];
  ensure(Number(count) * (DAYS[unit] ?? Infinity) <= LONGEST_RETENTION_DAYS, "invalid_configuration", "terms.retention");
  ensure(ONWARD.includes(onward), "invalid_configuration", "terms.onward");
  ensure(typeof combine === "boolean", "invalid_configuration", "terms.combine");
  ensure(isOwnPage(policy, origin), "invalid_configuration", "terms.policy");
}

/** An address on the shop's own host, in its one spelling. */
function isOwnPage(address: string, origin: string): boolean {
  const straight = typeof address === "string" && address.length <= LONGEST_URL && URL.canParse(address) && new URL(address).href === address;
  return straight && address.startsWith(`${origin}/`) && !address.includes("#");
}
