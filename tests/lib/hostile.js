// Writes the list of hostile presentations that every verifier of ours refuses: node tests/lib/hostile.js > tests/interop/hostile.json
import { details, expected, HOSTILE, request, vault } from '../../retailer/sdk/test/hostile.js';
import { present } from '../../retailer/sdk/test/vault.js';

// What was asked for, and how much a form may hold, only the shop knows; the longest one would be most of this file.
const LEFT_OUT = ['not_requested', 'missing_detail', 'too_large'];

const hostile = [];
for (const [kind, [code, bend]] of Object.entries(HOSTILE)) {
  if (LEFT_OUT.includes(code)) continue;
  hostile.push({ kind, presentation: await present(vault, request, details, { bend }) });
}
const list = {
  client_id: expected.clientId,
  nonce: request.nonce,
  transaction_data: request.transaction_data[0],
  now: Math.floor(expected.now / 1000),
  details: expected.details,
  honest: await present(vault, request, details),
  hostile,
};
process.stdout.write(`${JSON.stringify(list, null, 1)}\n`);
