// Where things are in the checkout.
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const TARGET = process.env.CARGO_TARGET_DIR ?? join(ROOT, 'target');
export const BINARIES = join(TARGET, 'debug');
export const EXPORTS = join(ROOT, 'tests/exports');
export const STORY = join(EXPORTS, 'story');
