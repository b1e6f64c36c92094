/** Opens a window of the built UI under the production policy, with the process behind it stood for. */
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';

import type { Page } from '@playwright/test';

import * as vault from './fixtures';
import { stand } from './process';

export const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src ipc: http://ipc.localhost; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };
const dist = join(import.meta.dirname, '..', 'dist');

/** The built files, read once: a build that runs meanwhile does not disturb the tests. */
const files = new Map(
  readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => [`/${relative(dist, path)}`, readFileSync(path)]),
);

export const answers: Record<string, unknown> = {
  status: vault.status, home: vault.home, profile: vault.profile, vocabulary: vault.vocabulary, requests: vault.requests, grants: vault.grants, grant: vault.grant,
  history: vault.history, receipt: vault.receipt, sources: vault.sources, examine: vault.importPreview, request: vault.request, pick_files: ['/tmp/netflix-report.zip'],
  set_preference: vault.profile.areas[0]?.preferences[0], strength: { score: 3, enough: true, advice: null }, sync: 0, revoke: vault.grants[0],
  import_progress: { rows: 1421, of: 3932, done: null, failed: null }, approve: { grant: 13, delivered: true, return_to: null },
  create: null, unlock: null, lock: null, import_start: null, import_cancel: null, import_undo: null, confirm: null, hide: null, unhide: null, remove: null, entry: vault.lamp, keep_out: 5, keep_out_entry: 5, unsorted: { titles: 0, entries: 0, some: [] }, keep_out_stream: 5, stop_area: 5, correct: 5, take_back: null, rules: [], streams: [], suppositions: [], what_would_change: vault.changes, over_time: vault.overTime, review: null, decline: null,
  open_link: vault.requests[0], pause: vault.paused.summary, resume: vault.grants[0], amend: vault.grants[0], review_extension: null, preview_extension: vault.extension, extend: vault.grants[0], decline_extension: null, sync_grant: 0, pause_all: null, resume_all: null, stop_all: null,
  active: null, stay_open: null, settings: vault.locking, set_settings: null,
  block_shop: null, unblock_shop: null, blocked_shops: [], plain: { every_shop: null, shops: [] }, plain_on: { every_shop: vault.now, shops: [] }, plain_off: { every_shop: null, shops: [] }, mailbox: null, set_mailbox: null, mailbox_off: null,
  ways: { kit: false, quick: 'off' }, unlock_quickly: null, recover: null, check_kit: { groups: [], whole: false }, keys: vault.keys, open_keys: null, remove_kit: null, quick_unlock_off: null,
  change_passphrase: null, draft_kit: vault.kit, keep_kit: null, quick_unlock_on: null,
  history_verify: vault.chain, export_history: true, setback: null, backups: null, pick_folder: '/media/alex/disk', plan_backups: vault.backups, backups_off: null, back_up: vault.backup,
  pick_backup: '/media/alex/disk/Inkling 2026-11-20.inkling-backup', backup_preview: vault.backup, restore: vault.backup, farewell: 0, erase: null, export_everything: '/home/alex/Inkling export 2026-11-23',
};

type Way = { answers?: Record<string, unknown>; failing?: Record<string, string>; silent?: string[]; theme?: 'light' | 'dark'; /** Time stands still until a test moves it. */ still?: boolean };

export async function open(page: Page, address: string, way: Way = {}): Promise<void> {
  await page.clock.install({ time: vault.now });
  if (way.still) await page.clock.pauseAt(vault.now + 1000);
  await page.emulateMedia({ colorScheme: way.theme ?? 'light' });
  await page.route('http://inkling.test/**', async (route) => {
    const path = new URL(route.request().url()).pathname;
    const body = files.get(path);
    if (!body) return route.fulfill({ status: 404, body: '' });
    return route.fulfill({ body, headers: { 'content-type': types[extname(path)] ?? 'text/plain', 'content-security-policy': policy } });
  });
  await page.addInitScript(stand, { answers: { ...answers, ...way.answers }, failing: way.failing ?? {}, silent: way.silent ?? [], freeze: true });
  await page.goto(`http://inkling.test/${address}`);
  await page.evaluate(() => document.fonts.ready);
}

/** Breaches of the policy so far. */
export const breaches = (page: Page) => page.evaluate(() => (window as unknown as { __csp: string[] }).__csp);

/** Commands called so far. */
export const calls = (page: Page) => page.evaluate(() => (window as unknown as { __calls: { command: string; args: Record<string, unknown> }[] }).__calls);
