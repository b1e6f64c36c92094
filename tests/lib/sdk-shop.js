// A shop that installed our package: its routes on a server that can be taken down, its clock in the test's hand.
import { createServer } from 'node:http';

import { createRetailer, generateKey, memoryStore } from '../../retailer/sdk/dist/index.js';
import { mailboxFetch, vaultRoutes } from '../../retailer/sdk/dist/node/index.js';

const SESSION = 'a session of the test’s own';

/** Opens the shop; it asks for a size, and for colours if the person likes. */
export async function openSdkShop() {
  const server = createServer(async (request, response) => {
    shop.heard.push(`${request.method} ${request.url}`);
    if (!await routes(request, response)) response.writeHead(404).end();
  });
  const listen = (port) => new Promise((ready) => server.listen(port, '127.0.0.1', ready));
  await listen(0);
  server.unref();
  const { port } = server.address();
  const origin = `http://localhost:${port}`;
  const shop = { origin, heard: [], ahead: 0 };
  const retailer = createRetailer({ origin, signingKey: await generateKey(), store: memoryStore(), clock: () => Date.now() + shop.ahead * 1000 });
  const routes = vaultRoutes(retailer);
  const fetch = mailboxFetch({ loopback: true });
  const ask = {
    groups: [{ id: 'size', details: ['shoes.size'], required: true }, { id: 'colours', details: ['style.colours.liked'], required: false }],
    terms: { purposes: ['dpv:ProvideProductRecommendations'], retention: 'P30D', onward: 'none', combine: false, policy: `${origin}/privacy` },
  };
  return Object.assign(shop, {
    retailer,
    down: () => new Promise((closed) => { server.close(closed); server.closeAllConnections(); }),
    up: () => listen(port),
    link: async () => (await retailer.createRequest(ask, SESSION)).link,
    /** The browser comes back. */
    complete: async (address) => (await retailer.complete(new URL(address).searchParams.get('response_code'), SESSION)).handle,
    grant: (handle) => retailer.grant(handle),
    refresh: (handle) => retailer.refresh(handle, fetch),
  });
}
