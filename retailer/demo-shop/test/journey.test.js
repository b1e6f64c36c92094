/** A whole visit over http: a stranger, a personal shop, a change, an end. The vault is the SDK's test double. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { answer, fetchRequest, openTestVault, revocation, WORD } from "../../sdk/test/vault.js";
import { openShop } from "../src/shop.js";

const FILMS = { "interests.media.film": [{ id: "thrillers", strength: 3 }] };
const SIZE = { "shoes.size": [{ system: "EU", value: "40" }] };
const DAY = 86_400_000;
/** Ahead of the computer's clock, for browsers that stay away. */
const clock = { ahead: 0, get now() { return Date.now() + this.ahead; } };
let dir, shop, server, origin;

before(async () => {
  dir = await mkdtemp(join(tmpdir(), "halden-"));
  server = createServer((request, response) => shop.handle(request, response));
  await new Promise((resolve) => server.listen(0, "localhost", resolve));
  origin = `http://localhost:${server.address().port}`;
  shop = await openShop({ origin, data: dir, clock: () => clock.now });
});
after(async () => {
  server.close();
  await rm(dir, { recursive: true });
});

/** A browser: one cookie, redirects followed by hand. */
function openBrowser() {
  let cookie = "";
  const go = async (path, options = {}) => {
    const response = await fetch(new URL(path, origin), { redirect: "manual", ...options, headers: { cookie, ...options.headers } });
    cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    return response;
  };
  const post = (path, fields = {}, headers = {}) => go(path, { method: "POST", body: new URLSearchParams(fields), headers: { origin, ...headers } });
  return { go, post, page: async (path) => (await go(path)).text() };
}

async function personalised(groups = { films: FILMS, size: SIZE }) {
  const browser = openBrowser();
  const { link } = await (await browser.post("/personalise", {}, { accept: "application/json" })).json();
  const requestUri = new URL(new URL(link).searchParams.get("request_uri"));
  const request = await fetchRequest(shop.retailer, requestUri.pathname.split("/").at(-1));
  const vault = await openTestVault(clock);
  const reply = await (await fetch(request.response_uri, { method: "POST", body: await answer(vault, request, groups) })).json();
  return { browser, request, vault, ...reply };
}

test("a stranger gets no cookie and no personal shelf", async () => {
  const response = await openBrowser().go("/");
  assert.equal(response.headers.get("set-cookie"), null);
  assert.doesNotMatch(await response.text(), /Because you told us/);
});

test("every page forbids what it does not need", async () => {
  const csp = (await openBrowser().go("/")).headers.get("content-security-policy");
  for (const rule of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"]) assert.match(csp, new RegExp(rule));
  for (const path of ["/", "/shop/films", "/item/hoka-speedgoat-5", "/inkling", "/privacy"]) {
    assert.doesNotMatch(await openBrowser().page(path), / style="|<script>|onclick=/);
  }
});

test("the waiting page shows the link and its state", async () => {
  const browser = openBrowser();
  assert.equal((await browser.post("/personalise")).headers.get("location"), "/personalise");
  assert.match(await browser.page("/personalise"), /href="inkling:\/\/authorize\?client_id=/);
  assert.deepEqual(await (await browser.go("/personalise/state")).json(), { state: "waiting" });
});

test("looking at the question, however often, keeps nothing; its button asks", async () => {
  const kept = async () => Promise.all(["sessions.json", "vault-store.json"].map((name) => readFile(join(dir, name), "utf8")));
  await openBrowser().post("/personalise");
  const before = await kept();
  for (let times = 0; times < 20; times++) {
    const looked = await openBrowser().go("/personalise");
    assert.equal(looked.headers.get("set-cookie"), null);
    const text = await looked.text();
    assert.doesNotMatch(text, /inkling:\/\//);
    assert.match(text, /<form class="ask-actions" method="post" action="\/personalise">/);
  }
  assert.deepEqual(await kept(), before);
});

test("a browser that only asked is forgotten after half an hour, one that shared is not", async () => {
  const kept = async () => JSON.parse(await readFile(join(dir, "sessions.json"), "utf8")).map(([, row]) => row.handle !== undefined);
  const { browser, redirect_uri } = await personalised();
  await browser.go(redirect_uri);
  await openBrowser().post("/personalise");
  clock.ahead += 29 * 60_000;
  await shop.sweep();
  assert.ok((await kept()).includes(false), "its vault may answer yet");
  clock.ahead += 2 * 60_000;
  await shop.sweep();
  assert.deepEqual(new Set(await kept()), new Set([true]));
  assert.match(await browser.page("/"), /Because you told us/);
});

test("a visit makes a browser's time begin again, and what a browser that never came back shared is deleted", async () => {
  const { browser, vault, request, redirect_uri, grant_uri, grant_nonce } = await personalised();
  await browser.go(redirect_uri);
  const handle = grant_uri.split("/").at(-1);
  const renew = async (version, nonce) => {
    const body = await answer(vault, request, { films: FILMS }, { version, nonce, update: true });
    return (await (await fetch(grant_uri, { method: "PUT", body })).json()).grant_nonce;
  };
  let nonce = grant_nonce;
  const later = async (days, version) => {
    for (const step of [1, 2, 3, 4]) {
      clock.ahead += (days / 4) * DAY;
      nonce = await renew(version + step, nonce);
      await shop.sweep();
    }
  };
  await later(100, 1);
  const visit = await browser.go("/");
  assert.match(visit.headers.get("set-cookie"), /^sid=/);
  assert.match(await visit.text(), /Because you told us: thrillers/);
  await later(100, 5);
  assert.equal((await shop.retailer.grant(handle)).state, "live", "200 days after the first visit");
  clock.ahead += 21 * DAY;
  await shop.sweep();
  assert.equal((await shop.retailer.grant(handle)).by, "shop");
  assert.doesNotMatch(await browser.page("/"), /Because you told us/);
});

test("a sweep that cannot write does not close the shop, and forgets the next time", async () => {
  await openBrowser().post("/personalise");
  clock.ahead += 31 * 60_000;
  const stuck = join(dir, "vault-store.json.new");
  const asked = async () => Object.keys(JSON.parse(await readFile(join(dir, "vault-store.json"), "utf8")).requests).length;
  await mkdir(stuck);
  await shop.sweep();
  assert.ok((await asked()) > 0);
  await rm(stuck, { recursive: true });
  await shop.sweep();
  assert.equal(await asked(), 0);
});

test("an approved request arranges the shop and says why", async () => {
  const { browser, redirect_uri } = await personalised();
  const back = await browser.go(redirect_uri);
  assert.deepEqual([back.status, back.headers.get("location")], [303, "/?welcome=1"]);
  assert.match(await browser.page("/"), /Because you told us: thrillers\./);
  assert.match(await browser.page("/shop/running"), /In shoe size EU 40/);
  assert.match(await browser.page("/inkling"), /Thrillers \(strong\)/);
  assert.deepEqual(await (await browser.go("/personalise/state")).json(), { state: "personalised" });
});

test("another browser cannot take the way back, and then nobody can", async () => {
  const { browser, redirect_uri } = await personalised();
  const elsewhere = await openBrowser().go(redirect_uri);
  assert.deepEqual([elsewhere.status, elsewhere.headers.get("referrer-policy")], [403, "no-referrer"]);
  assert.equal((await browser.go(redirect_uri)).status, 400);
  assert.doesNotMatch(await browser.page("/"), /Because you told us/);
});

test("the way back works once, and the next page is not told of it", async () => {
  const { browser, redirect_uri } = await personalised();
  const back = await browser.go(redirect_uri);
  assert.deepEqual([back.status, back.headers.get("referrer-policy")], [303, "no-referrer"]);
  assert.equal((await browser.go(redirect_uri)).status, 400);
  assert.match(await browser.page("/"), /Because you told us/);
});

test("one switch shows the shop as everybody sees it", async () => {
  const { browser, redirect_uri } = await personalised();
  await browser.go(redirect_uri);
  await browser.post("/plain", { plain: "on" });
  assert.doesNotMatch(await browser.page("/"), /Because you told us/);
  await browser.post("/plain", { plain: "off" });
  assert.match(await browser.page("/"), /Because you told us/);
});

test("a change in the vault changes the shop", async () => {
  const { browser, vault, request, redirect_uri, grant_uri, grant_nonce } = await personalised();
  await browser.go(redirect_uri);
  const changed = { films: { "interests.media.film": [{ id: "romance", strength: 3 }] } };
  const body = await answer(vault, request, changed, { version: 2, nonce: grant_nonce, update: true });
  assert.equal((await fetch(grant_uri, { method: "PUT", body })).status, 200);
  assert.match(await browser.page("/"), /Because you told us: romance\./);
  assert.match(await browser.page("/inkling"), /<dd id="grant-version">2<\/dd>/);
});

test("plain mode in the vault makes the shop everybody's, says so, and is over with the next details", async () => {
  const { browser, vault, request, redirect_uri, grant_uri, grant_nonce } = await personalised();
  await browser.go(redirect_uri);
  const told = { films: { "personalisation.optout": WORD }, size: { "personalisation.optout": WORD } };
  const body = await answer(vault, request, told, { version: 2, nonce: grant_nonce, update: true });
  const taken = await fetch(grant_uri, { method: "PUT", body });
  assert.equal(taken.status, 200);

  const home = await browser.page("/");
  assert.match(home, /id="plain-mode".*Plain mode is on in your vault/);
  assert.doesNotMatch(home, /Because you told us|role="switch"|Your shop tonight/);
  const strangers = await openBrowser().page("/shop/films");
  const goods = (page) => [...page.matchAll(/href="(\/item\/[^"]+)"/g)].map(([, path]) => path);
  assert.deepEqual(goods(await browser.page("/shop/films")), goods(strangers), "in everybody's order");
  const holding = await browser.page("/inkling");
  assert.match(holding, /That is all we hold about you/);
  assert.doesNotMatch(holding, /thrillers/);
  assert.deepEqual((await (await browser.go("/api/me")).json()).plain, true);

  const back = await answer(vault, request, { films: FILMS, size: SIZE }, { version: 3, nonce: (await taken.json()).grant_nonce, update: true });
  assert.equal((await fetch(grant_uri, { method: "PUT", body: back })).status, 200);
  assert.match(await browser.page("/"), /Because you told us: thrillers/);
});

test("after a revocation the shop is impersonal and names the date of deletion", async () => {
  const { browser, vault, request, redirect_uri, grant_uri } = await personalised();
  await browser.go(redirect_uri);
  const token = /<pre class="raw" tabindex="0">([^<]+)<\/pre>/.exec(await browser.page("/inkling"))[1];
  const verify = () => fetch(`${origin}/vault/verify`, { method: "POST", body: new URLSearchParams({ token }) });
  assert.equal((await verify()).status, 200);

  const { ack } = await (await fetch(grant_uri, { method: "DELETE", body: await revocation(vault, request) })).json();

  assert.ok(ack);
  assert.equal((await verify()).status, 410);
  assert.equal((await browser.go("/api/me")).status, 410);
  assert.doesNotMatch(await browser.page("/"), /Because you told us/);
  assert.match(await browser.page("/inkling"), /You stopped sharing\. Our copy was deleted on <time/);
});

test("a customer who asks the shop to forget is forgotten", async () => {
  const { browser, vault, request, redirect_uri, grant_uri, grant_nonce } = await personalised();
  await browser.go(redirect_uri);
  await browser.post("/inkling/forget");
  assert.match(await browser.page("/inkling"), /You asked us here to forget you/);
  const body = await answer(vault, request, { films: FILMS }, { version: 2, nonce: grant_nonce, update: true });
  assert.equal((await fetch(grant_uri, { method: "PUT", body })).status, 410);
});

test("forms from elsewhere are refused", async () => {
  assert.equal((await openBrowser().post("/personalise", {}, { origin: "https://elsewhere.example" })).status, 403);
  assert.equal((await openBrowser().post("/inkling/forget", {}, { "sec-fetch-site": "cross-site" })).status, 403);
});

test("what a customer or an address says is shown as text", async () => {
  const markup = "<img src=x>";
  const { browser, redirect_uri } = await personalised({ films: FILMS, brands: { "brands.loved": [{ id: markup, strength: 3 }] } });
  await browser.go(redirect_uri);
  for (const path of ["/inkling", `/shop?q=${encodeURIComponent(markup)}`, "/shop?genre=%3Cimg%3E"]) {
    assert.doesNotMatch(await browser.page(path), /<img/);
  }
});

test("the promise about the end is the one that was signed", async () => {
  const { browser, redirect_uri } = await personalised();
  assert.match(await browser.page("/privacy"), /nothing more than 30 days after the end/);
  await browser.go(redirect_uri);
  assert.match(await browser.page("/inkling"), /Never kept more than 30 days after the end \(P30D\)/);
});

test("unknown addresses are a page, not a crash", async () => {
  for (const path of ["/nowhere", "/item/none", "/shop/none", "/__proto__", "/static/../server.js", "/item/a/b"]) {
    assert.equal((await openBrowser().go(path)).status, 404, path);
  }
});

test("the key and the details are readable by the shop's user only, and cookies are not stored", async () => {
  const { browser, redirect_uri } = await personalised();
  const back = await browser.go(redirect_uri);
  assert.equal(back.status, 303);
  for (const name of ["signing-key.json", "vault-store.json", "sessions.json"]) assert.equal((await stat(join(dir, name))).mode & 0o777, 0o600);
  assert.doesNotMatch(await readFile(join(dir, "sessions.json"), "utf8"), /"secret"/);
});
