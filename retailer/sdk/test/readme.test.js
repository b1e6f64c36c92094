/** The first fifteen minutes of the README, run as they stand there. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { decodeJwt } from "jose";

import { answer, openTestVault } from "./vault.js";

const FILMS = { films: { "interests.media.film": [{ id: "thrillers", strength: 3 }] } };
const here = new URL("..", import.meta.url).pathname;

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "localhost", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

test("the shop of the README gives each browser its own session, and is answered in the one that asked", async () => {
  const readme = await readFile(join(here, "README.md"), "utf8");
  const [, program] = /```js\n([^]*?)```/.exec(readme);
  const folder = await mkdtemp(join(tmpdir(), "inkling-readme-"));
  await mkdir(join(folder, "node_modules"));
  await symlink(here, join(folder, "node_modules/inkling-retailer"));
  const port = await freePort();
  await writeFile(join(folder, "shop.mjs"), program.replaceAll("8443", String(port)));
  const shop = spawn(process.execPath, ["shop.mjs"], { cwd: folder, stdio: "inherit" });
  try {
    const origin = `http://localhost:${port}`;
    const visit = (path, options) => fetch(`${origin}${path}`, options);
    for (let tries = 0; tries < 100 && !(await visit("/").then(({ ok }) => ok, () => false)); tries++) await new Promise((later) => setTimeout(later, 50));
    const cookieOf = (response) => response.headers.getSetCookie()[0].split(";")[0];
    const [looked, other] = [await visit("/"), await visit("/")];
    assert.notEqual(cookieOf(looked), cookieOf(other));
    assert.doesNotMatch(await looked.text(), /inkling:/, "looking asks nothing");

    const headers = { cookie: cookieOf(looked) };
    const [link] = /inkling:\S+/.exec(await (await visit("/personalise", { method: "POST", headers })).text());
    const request = decodeJwt(await (await fetch(new URL(link).searchParams.get("request_uri"))).text());
    const vault = await openTestVault({ get now() { return Date.now(); } });
    const share = async () => (await (await fetch(request.response_uri, { method: "POST", body: await answer(vault, request, FILMS) })).json()).redirect_uri;
    assert.equal(await (await fetch(await share(), { headers })).text(), "You like thrillers.");
  } finally {
    shop.kill();
    await rm(folder, { recursive: true });
  }
});
