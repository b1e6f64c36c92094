/**
 * Who is browsing: a cookie, and beside it the grant this browser completed. There are no accounts in this shop.
 *
 * Invariant: the file holds hashes of cookies, never the cookies.
 */
import { createHash, randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";

const LIFE_MS = 120 * 86_400_000;

/** Opens the sessions kept in a JSON file. */
export async function openSessions(path, { secure, clock }) {
  const rows = new Map(await readRows(path));
  const cookieName = secure ? "__Host-sid" : "sid";
  let saving = Promise.resolve();

  /** The session of a request; empty for a browser that never began one. */
  function of(request) {
    const secret = cookieOf(request, cookieName);
    const row = secret === undefined ? undefined : rows.get(hash(secret));
    return row === undefined ? {} : { secret, ...row };
  }

  /** Gives a browser its cookie. */
  function begin(response) {
    const secret = randomBytes(24).toString("base64url");
    const flags = `Path=/; HttpOnly; SameSite=Lax; Max-Age=${LIFE_MS / 1000}${secure ? "; Secure" : ""}`;
    response.setHeader("set-cookie", `${cookieName}=${secret}; ${flags}`);
    return { secret };
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

  async function sweep() {
    for (const [id, row] of rows) if (row.seen < clock() - LIFE_MS) rows.delete(id);
    await save();
  }

  function save() {
    const write = async () => {
      await writeFile(`${path}.new`, JSON.stringify([...rows]), { mode: 0o600 });
      await rename(`${path}.new`, path);
    };
    return (saving = saving.then(write, write));
  }

  return { of, begin, remember, handles, sweep };
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
