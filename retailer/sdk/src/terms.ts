/**
 * What the shop promises: the one `transaction_data` entry of a request (OpenID4VP 1.0, section 8.4).
 *
 * Invariant: the text that was sent is the text that is hashed; terms are never re-serialised to compare them.
 */
import { ensure } from "./errors.js";
import { sha256, toBase64url } from "./encoding.js";

/** How precise an answer is, coarse to fine. The customer may always lower it. */
export type Level = "yes-no" | "bucket" | "list" | "exact";

/** Who else sees the details. */
export type Onward = "none" | "processors" | "named";

/** W3C Data Privacy Vocabulary 2.3 purposes a vault offers to its owner; advertising and resale are refused there by default. */
export type Purpose =
  | "dpv:ProvideProductRecommendations"
  | "dpv:ProvidePersonalisedRecommendations"
  | "dpv:UserInterfacePersonalisation"
  | "dpv:SearchFunctionalities"
  | "dpv:PersonalisedBenefits"
  | "dpv:DeliveryOfGoods"
  | "dpv:OptimisationForConsumer"
  | "dpv:DirectMarketing"
  | "dpv:AgeVerification";

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
  /** The level asked per detail; `list` where it says nothing. */
  levels?: { [key: string]: Level };
}

/** A period as a vault reads it; `P0D` promises that nothing outlives the grant. */
const RETENTION = /^P(0|[1-9]\d{0,2})[DWM]$/;
/** A key of the vocabulary, as `shoes.size` or `age.over.18`. */
const DETAIL = /^[a-z][a-z0-9_-]*(\.[a-z0-9][a-z0-9_-]*){0,2}$/;

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

/** Refuses an ask a vault could not read. */
export function checkAsk(ask: Ask, origin: string): void {
  const ids = new Set(ask.groups.map((group) => group.id));
  const keys = ask.groups.flatMap((group) => group.details);
  const fine =
    ids.size > 0 &&
    ids.size === ask.groups.length &&
    new Set(keys).size === keys.length &&
    ask.groups.every((group) => /^[A-Za-z0-9_-]{1,40}$/.test(group.id) && group.id !== "__proto__" && group.details.length > 0) &&
    keys.every((key) => DETAIL.test(key)) &&
    Object.keys(ask.levels ?? {}).every((key) => keys.includes(key)) &&
    ask.terms.purposes.length > 0 &&
    RETENTION.test(ask.terms.retention) &&
    ask.terms.policy.startsWith(`${origin}/`);
  ensure(fine, "invalid_configuration");
}
