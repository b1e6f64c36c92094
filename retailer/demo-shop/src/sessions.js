/**
 * Who is browsing: a cookie, and beside it the grant this browser completed. There are no accounts in this shop.
 *
 * Invariant: the file holds hashes of cookies, never the cookies; what nobody can come back to is not kept.
 */
import { createHash, randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";

const DAY_MS = 86_400_000;
/** A browser that shared something is remembered this long after its last visit, */
const LIFE_MS = 120 * DAY_MS;
/** and one that only asked as long as its request may be answered, and the way back may take. */
const ASKING_MS = 30 * 60_000;

/** Opens the sessions kept in a JSON file. */
export async function openSessions(path, { secure, clock }) {
  const rows = new Map(await readRows(path));
  const cookieName = secure ? "__Host-sid" : "sid";
  let saving = Promise.resolve();
  let waiting;

  /** The session of a request; empty for a browser that never began one. */
  function of(request) {
    const secret = cookieOf(request, cookieName);
    const row = secret === undefined ? undefined : rows.get(hash(secret));
    return row === undefined || isOver(row) ? {} : { secret, ...row };
  }

  /** Gives a browser its cookie. */
  function begin(response) {
    const secret = randomBytes(24).toString("base64url");
    setCookie(response, secret);
    return { secret };
  }

  /** A browser that comes again is remembered from then on. Noting it once a day is enough. */
  async function renew(response, { secret, handle, seen }) {
    if (handle === undefined || seen > clock() - DAY_MS) return;
    setCookie(response, secret);
    await remember({ secret }, {});
  }

  function setCookie(response, secret) {
    const flags = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${LIFE_MS / 1000}${secure ? "; Secure" : ""}`;
    response.setHeader("set-cookie", `${cookieName}=${secret}; ${flags}`);
  }

  /** Remembers something about a session. */
  async function remember({ secret }, change) {
    const id = hash(secret);
    rows.set(id, { ...rows.get(id), ...change, seen: clock() });
    await save();
  }

  /** The grants of all sessions. */
  function handles() {
    return [...rows.values()].flatMap(({ handle }) => (handle === undefined ? [] : [handle]));
  }

  /** Forgets the browsers whose time is over, after `close` has let go of what was held for them: nobody else could ask for it. */
  async function sweep(close) {
    const over = [...rows].filter(([, row]) => isOver(row));
    for (const [id, { handle }] of over) {
      if (handle !== undefined) await close(handle);
      rows.delete(id);
    }
    if (over.length > 0) await save();
  }

  function isOver({ handle, seen }) {
    return seen < clock() - (handle === undefined ? ASKING_MS : LIFE_MS);
  }

  /** Saves; whoever comes while a save waits for the one before it is served by the same. */
  function save() {
    return (waiting ??= saving = saving.catch(() => {}).then(() => {
      waiting = undefined;
      return write();
    }));
  }

  async function write() {
    await writeFile(`${path}.new`, JSON.stringify([...rows]), { mode: 0o600 });
    await rename(`${path}.new`, path);
  }

  return { of, begin, renew, remember, handles, sweep };
}

function cookieOf(request, name) {
  const pairs = (request.headers.cookie ?? "").split("; ").map((pair) => pair.split("="));
  const value = pairs.find(([key]) => key === name)?.[1];
  return /^[A-Za-z0-9_-]{32}$/.test(value ?? "") ? value : undefined;
}

const hash = (secret) => createHash("sha256").update(secret).digest("base64url");

async function readRows(path) {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}
