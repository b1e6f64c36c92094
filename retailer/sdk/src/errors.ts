/**
 * What can go wrong, as codes a program can switch on.
 *
 * Invariant: no error carries a preference, a token, a nonce or a URL; a code is all that is ever logged, and beside it, where the
 * shop's own set-up is wrong, the name of the member that is.
 */

/** Every failure of this package, with the HTTP status its routes answer with. */
const STATUS = {
  // the message as a whole
  malformed_response: 400,
  undecryptable: 400,
  unknown_request: 404,
  request_expired: 410,
  already_answered: 409,
  wrong_state: 400,
  missing_required_group: 400,
  unknown_group: 400,
  mixed_grants: 400,
  // a presentation: sizes and shapes
  too_large: 413,
  too_many_disclosures: 400,
  too_deep: 400,
  duplicate_key: 400,
  malformed_token: 400,
  malformed_disclosure: 400,
  duplicate_digest: 400,
  reserved_name: 400,
  overridden_claim: 400,
  unreferenced_disclosure: 400,
  unexpected_claim: 400,
  // a presentation: who signed what, for whom, when
  unsupported_algorithm: 400,
  critical_header: 400,
  wrong_type: 400,
  bad_signature: 400,
  wrong_issuer: 400,
  wrong_vct: 400,
  missing_key_binding: 400,
  wrong_audience: 400,
  wrong_nonce: 400,
  stale_key_binding: 400,
  wrong_sd_hash: 400,
  wrong_recipient: 400,
  wrong_terms: 400,
  expired: 400,
  not_yet_valid: 400,
  not_requested: 400,
  missing_detail: 400,
  // a grant's life
  grant_gone: 410,
  wrong_grant: 400,
  version_fell: 409,
  superseded: 401,
  malformed_event: 400,
  stale_event: 400,
  grant_paused: 403,
  unconfirmed: 403,
  // the vault's mailbox
  unsafe_address: 502,
  mailbox_unreachable: 502,
  stale_list: 502,
  // the way back
  unknown_code: 400,
  wrong_session: 403,
  // the shop's own set-up
  invalid_configuration: 500,
} as const;

/** The name of a failure; stable, safe to log. */
export type ErrorCode = keyof typeof STATUS;

/** The only error this package throws on purpose. Its message is its code, and the member that is wrong if it is the shop's own. */
export class InklingError extends Error {
  /** What happened. */
  readonly code: ErrorCode;
  /** The HTTP status that says so to the other side. */
  readonly status: number;
  /** With `invalid_configuration`: which member of the shop's own configuration or ask, as `terms.retention`. */
  readonly member: string | undefined;

  constructor(code: ErrorCode, member?: string) {
    super(member === undefined ? code : `${code}: ${member}`);
    this.name = "InklingError";
    this.code = code;
    this.status = STATUS[code];
    this.member = member;
  }
}

/** Throws `code` unless `condition` holds. */
export function ensure(condition: boolean, code: ErrorCode, member?: string): asserts condition {
  if (!condition) throw new InklingError(code, member);
}
