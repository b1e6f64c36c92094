// Writes the list of hostile presentations that every verifier of ours refuses: node tests/lib/hostile.js > tests/interop/hostile.json
import { sharedList } from '../../retailer/sdk/test/hostile.js';

process.stdout.write(`${JSON.stringify(await sharedList(), null, 1)}\n`);
