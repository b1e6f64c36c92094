/** A vault's mailbox for the tests: a status list and the newest tokens, under two names, each with an ETag. */
import { deflateSync } from "node:zlib";

import { DAY, present, random, seal, sign } from "./vault.js";

export const LIST = "https://mailbox.example/s/AAAAAAAAAAAAAAAAAAAAAA";
export const TOKENS = "https://mailbox.example/m/BBBBBBBBBBBBBBBBBBBBBB";

/** What a vault with a mailbox puts into its tokens. */
export function withMailbox(vault) {
  vault.status = { status_list: { idx: 0, uri: LIST } };
  vault.mailbox = TOKENS;
}

/** A status list as a vault signs it. */
export async function statusList(vault, bytes, { bits = 2, uri = LIST, ...change } = {}) {
  const now = vault.seconds();
  const payload = {
    iss: vault.did, sub: uri, iat: now - (now % 3600), exp: now + 14 * DAY, ttl: DAY / 2,
    status_list: { bits, lst: deflateSync(Buffer.from(bytes)).toString("base64url") }, ...change,
  };
  return sign(vault, { typ: "statuslist+jwt", alg: "ES256", kid: "#0" }, payload);
}

/** The newest tokens as a vault seals them for the mailbox: bound to the request's nonce, dated to the hour. */
export async function sealedTokens(vault, request, groups, { version, ...options } = {}) {
  const now = vault.seconds();
  const vp_token = {};
  for (const [id, details] of Object.entries(groups)) {
    vp_token[id] = [await present(vault, request, details, { version, boundAt: now - (now % 3600), ...options })];
  }
  return seal(request, { vp_token });
}

/** Lets the shop ask again at once, as if the mailbox had never failed it. */
export async function forgive({ store, handle }) {
  const { value, revision } = await store.grants.get(handle);
  if (value.failures === undefined) return;
  await store.grants.replace(handle, revision, { ...value, failures: undefined, nextAskAt: undefined }, value.keepUntil);
}

/** A mailbox with a fetch; `asked` is what was fetched, `down` makes it unreachable. */
export function openMailbox() {
  const objects = new Map();
  const mailbox = {
    asked: [],
    down: false,
    put: (url, body) => objects.set(url, { body, etag: `"${random()}"` }),
    remove: (url) => objects.delete(url),
    fetch: async (url, etag) => {
      mailbox.asked.push(url);
      if (mailbox.down) throw new Error("unreachable");
      const found = objects.get(url);
      if (found === undefined) return { state: "gone" };
      return found.etag === etag ? { state: "unchanged" } : { state: "found", ...found };
    },
  };
  return mailbox;
}

