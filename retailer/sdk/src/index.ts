/** Ask a customer's Inkling vault for preferences, verify what comes back, and forget it again. Start at `createRetailer`. */
export { createRetailer, type Retailer } from "./retailer.js";
export type { Paths, ShopConfiguration } from "./shop.js";
export type { Ask, Group, Level, Onward, Purpose, Terms } from "./terms.js";
export type { CreatedRequest, RequestState } from "./requests.js";
export type { Answer } from "./responses.js";
export type { EndedGrantView, GrantView, LiveGrantView, PausedGrantView, UnconfirmedGrantView } from "./grants.js";
export type { Fetched, MailboxFetch } from "./address.js";
export { choices, has, ranges, ranked, sizes, type Details, type Range, type Ranked, type Size } from "./details.js";
export { isPlain } from "./plain.js";
export { InklingError, type ErrorCode } from "./errors.js";
export { generateKey, type PrivateJwk, type PublicJwk } from "./jose.js";
export type { StatusReference } from "./status.js";
export { verifyPresentation, type Expected, type VerifiedToken } from "./verify.js";
export {
  memoryStore,
  type Agreement,
  type CodeRow,
  type EndedGrant,
  type GrantRow,
  type LiveGrant,
  type PausedGrant,
  type RequestRow,
  type Shelf,
  type Store,
  type Versioned,
} from "./store.js";
