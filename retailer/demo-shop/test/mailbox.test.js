/** A customer who pauses, and one whose vault speaks through a mailbox on this computer. */
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { sealedTokens, statusList } from "../../sdk/test/mailbox.js";
import { answer, fetchRequest, openTestVault, pause } from "../../sdk/test/vault.js";
import { openMailboxes } from "../src/mailboxes.js";
import { openShop } from "../src/shop.js";

const FILMS = { films: { "interests.media.film": [{ id: "thrillers", strength: 3 }] } };
const ROMANCE = { films: { "interests.media.film": [{ id: "romance", strength: 3 }] } };
const DAY = 86_400_000;
const [VALID, INVALID, SUSPENDED] = [[0], [1], [2]];
const clock = { now: Date.now() };
const objects = new Map();
let dir, shop, server, origin, mailbox, at, hits;

before(async () => {
  dir = await mkdtemp(join(tmpdir(), "halden-"));
  server = createServer((request, response) => shop.handle(request, response));
  mailbox = createServer((request, response) => {
    hits.push(request.url);
    const body = objects.get(request.url);
    response.writeHead(body === undefined ? 404 : 200).end(body);
  });
  await Promise.all([server, mailbox].map((each) => new Promise((resolve) => each.listen(0, "localhost", resolve))));
  origin = `http://localhost:${server.address().port}`;
  at = (path) => `http://localhost:${mailbox.address().port}${path}`;
  shop = await openShop({ origin, data: dir, loopback: true, clock: () => clock.now });
});
after(async () => {
  server.close();
  mailbox.close();
  await rm(dir, { recursive: true });
});

async function personalised({ withMailbox = false } = {}) {
  hits = [];
  let cookie = "";
  const go = async (path, options = {}) => {
    const response = await fetch(new URL(path, origin), { redirect: "manual", ...options, headers: { cookie, origin, ...options.headers } });
    cookie = response.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    return response;
  };
  const page = async (path) => (await go(path)).text();
  const { link } = await (await go("/personalise", { method: "POST", body: new URLSearchParams(), headers: { accept: "application/json" } })).json();
  const request = await fetchRequest(shop.retailer, new URL(new URL(link).searchParams.get("request_uri")).pathname.split("/").at(-1));
  const vault = await openTestVault(clock);
  if (withMailbox) {
    Object.assign(vault, { mailbox: at("/m/1"), status: { status_list: { idx: 0, uri: at("/s/1") } } });
    await lists(vault, VALID);
    await publishes(vault, request, FILMS, 1);
  }
  const reply = await (await fetch(request.response_uri, { method: "POST", body: await answer(vault, request, FILMS) })).json();
  await go(reply.redirect_uri);
  return { go, page, vault, request, ...reply };
}
const lists = async (vault, bytes) => objects.set("/s/1", await statusList(vault, bytes, { uri: at("/s/1") }));
const publishes = async (vault, request, groups, version) => objects.set("/m/1", await sealedTokens(vault, request, groups, { version }));
const minute = () => (clock.now += 60_000);

test("a customer who pauses sees the plain shop, and a word about why", async () => {
  const { go, page, vault, request, grant_uri, grant_nonce } = await personalised();
  assert.match(await page("/"), /Because you told us: thrillers\./);
  const day = new Date(clock.now + 40 * DAY).toISOString().slice(0, 10);
  const until = Date.parse(day) / 1000;
  const posted = await fetch(grant_uri, { method: "POST", headers: { "content-type": "application/secevent+jwt" }, body: await pause(vault, request, { until }) });
  assert.equal(posted.status, 200);

  const home = await page("/");
  assert.doesNotMatch(home, /Because you told us|Personalise with Inkling/);
  assert.match(home, /You paused sharing\. You see the shop as everybody does\./);
  assert.match(await page("/inkling"), new RegExp(`We deleted your details on <time[^]*planned for <time datetime="${day}`));
  const me = await go("/api/me");
  assert.deepEqual([me.status, (await me.json()).until], [403, `${day}T00:00:00.000Z`]);

  const body = await answer(vault, request, ROMANCE, { version: 2, nonce: grant_nonce, update: true });
  assert.equal((await fetch(grant_uri, { method: "PUT", body })).status, 200);
  assert.match(await page("/"), /Because you told us: romance\./);
});

test("a customer who pauses can still make the shop forget", async () => {
  const { go, page, vault, request, grant_uri } = await personalised();
  await fetch(grant_uri, { method: "POST", headers: { "content-type": "application/secevent+jwt" }, body: await pause(vault, request) });
  await go("/inkling/forget", { method: "POST", body: new URLSearchParams() });
  assert.match(await page("/inkling"), /You asked us here to forget you/);
});

test("a change that is only published arrives within a minute, and is asked for no more often", async () => {
  const { page, vault, request } = await personalised({ withMailbox: true });
  minute();
  await page("/");
  await publishes(vault, request, ROMANCE, 2);
  const before = hits.length;
  assert.match(await page("/"), /thrillers/);
  assert.equal(hits.length, before);
  minute();
  assert.match(await page("/"), /Because you told us: romance\./);
});

test("the shop reads mailboxes without anybody looking", async () => {
  const { vault, request } = await personalised({ withMailbox: true });
  await publishes(vault, request, ROMANCE, 2);
  minute();
  await shop.refresh();
  assert.ok(hits.includes("/m/1"));
});

test("rounds do not overlap, and one slow mailbox holds up no other", async () => {
  let [reading, most, rounds] = [0, 0, 0];
  const letGo = [];
  const refresh = async (handle) => {
    rounds += 1;
    most = Math.max(most, ++reading);
    if (handle === "slow") await new Promise((resolve) => letGo.push(resolve));
    reading -= 1;
  };
  const { lookAll } = openMailboxes({ retailer: { refresh }, openFetch: () => {}, clock: () => 0 });
  const handles = [...Array.from({ length: 30 }, (_, at) => `grant ${at}`), "slow"];
  const [first, second] = [lookAll(handles), lookAll(handles)];
  assert.equal(first, second);
  await new Promise(setImmediate);
  assert.deepEqual([rounds, reading], [31, 1]);
  assert.ok(most <= 8);
  letGo[0]();
  await first;
  assert.notEqual(lookAll(handles), first);
});

test("a suspended list is a pause, an empty mailbox with an invalid one is the end", async () => {
  const { page, vault } = await personalised({ withMailbox: true });
  await lists(vault, SUSPENDED);
  objects.delete("/m/1");
  minute();
  assert.match(await page("/"), /You paused sharing\./);
  await lists(vault, INVALID);
  clock.now += 12 * 3_600_000;
  assert.match(await page("/inkling"), /You stopped sharing\./);
});

test("what cannot be confirmed is not used, and not forgotten", async () => {
  const { page, vault } = await personalised({ withMailbox: true });
  objects.set("/s/1", "not a list");
  clock.now += 13 * 3_600_000;
  assert.match(await page("/"), /We cannot tell right now whether you still share with us\./);
  assert.match(await page("/inkling"), /Not used for now/);
  await lists(vault, VALID);
  minute();
  assert.match(await page("/"), /Because you told us: thrillers\./);
});

test("a page waits three seconds for a mailbox that never ends, not for each of its parts", async () => {
  const { page } = await personalised({ withMailbox: true });
  const usual = mailbox.listeners("request");
  mailbox.removeAllListeners("request");
  mailbox.on("request", (request, response) => (hits.push(request.url), request.url === "/s/1" ? response.end(objects.get("/s/1")) : response.write("x")));
  clock.now += 13 * 3_600_000; // the list is due: it, the tokens, and the list once more
  const began = performance.now();
  await page("/");
  const took = performance.now() - began;
  assert.ok(hits.includes("/m/1") && took > 2500 && took < 4500, `${took} ms`);
  mailbox.removeAllListeners("request");
  for (const listener of usual) mailbox.on("request", listener);
  mailbox.closeAllConnections();
});

test("mailboxes on this computer are read only when that was asked for", async () => {
  const [usual, data] = [shop, await mkdtemp(join(tmpdir(), "halden-"))];
  shop = await openShop({ origin, data, clock: () => clock.now });
  const { page } = await personalised({ withMailbox: true });
  minute();
  assert.match(await page("/"), /Because you told us: thrillers\./);
  await shop.refresh();
  assert.deepEqual(hits, []);
  shop = usual;
  await rm(data, { recursive: true });
});
