/**
 * Every command a window may call, typed by the generated view models.
 *
 * Invariant: this is the only file that speaks to the process behind the window; a failure is a code, never a text.
 */
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { getCurrentWebview } from '@tauri-apps/api/webview';

import type { Amendment } from './generated/Amendment';
import type { Approved } from './generated/Approved';
import type { Backup } from './generated/Backup';
import type { BackupPlan } from './generated/BackupPlan';
import type { Backups } from './generated/Backups';
import type { Chain } from './generated/Chain';
import type { Change } from './generated/Change';
import type { Choice } from './generated/Choice';
import type { Detail } from './generated/Detail';
import type { Extension } from './generated/Extension';
import type { FailureCode } from './generated/FailureCode';
import type { Grant } from './generated/Grant';
import type { GrantSummary } from './generated/GrantSummary';
import type { GroupKind } from './generated/GroupKind';
import type { HistoryEntry } from './generated/HistoryEntry';
import type { HistoryFormat } from './generated/HistoryFormat';
import type { Home } from './generated/Home';
import type { ImportAnswers } from './generated/ImportAnswers';
import type { ImportedEntry } from './generated/ImportedEntry';
import type { ImportPreview } from './generated/ImportPreview';
import type { ImportProgress } from './generated/ImportProgress';
import type { Keys } from './generated/Keys';
import type { KitCheck } from './generated/KitCheck';
import type { Locking } from './generated/Locking';
import type { Mailbox } from './generated/Mailbox';
import type { MailboxSettings } from './generated/MailboxSettings';
import type { OverTime } from './generated/OverTime';
import type { PlainMode } from './generated/PlainMode';
import type { Preference } from './generated/Preference';
import type { Preview } from './generated/Preview';
import type { Profile } from './generated/Profile';
import type { Receipt } from './generated/Receipt';
import type { RecoveryKit } from './generated/RecoveryKit';
import type { Request } from './generated/Request';
import type { RequestSummary } from './generated/RequestSummary';
import type { Rule } from './generated/Rule';
import type { Setback } from './generated/Setback';
import type { Settings } from './generated/Settings';
import type { Shop } from './generated/Shop';
import type { SourceSummary } from './generated/SourceSummary';
import type { Status } from './generated/Status';
import type { StreamUse } from './generated/StreamUse';
import type { Suppositions } from './generated/Suppositions';
import type { Strength } from './generated/Strength';
import type { Unsorted } from './generated/Unsorted';
import type { Ways } from './generated/Ways';
import type { Why } from './generated/Why';
import type { KeysTask } from './copy/keys';

export const status = () => invoke<Status>('status');

// Every window over an open vault
export const active = () => invoke<void>('active');
export const lock = () => invoke<void>('lock');

// The unlock window
export const strength = (passphrase: string) => invoke<Strength>('strength', { passphrase });
export const create = (passphrase: string) => invoke<void>('create', { passphrase });
export const unlock = (passphrase: string) => invoke<void>('unlock', { passphrase });
export const ways = () => invoke<Ways>('ways');
export const unlockQuickly = () => invoke<void>('unlock_quickly');
export const recover = (kit: string, passphrase: string) => invoke<void>('recover', { kit, passphrase });
export const checkKit = (typed: string) => invoke<KitCheck>('check_kit', { typed });
export const pickBackup = () => invoke<string | null>('pick_backup');
export const backupPreview = (place: string, passphrase: string) => invoke<Backup>('backup_preview', { place, passphrase });
export const restore = (place: string, passphrase: string) => invoke<Backup>('restore', { place, passphrase });
export const farewell = (passphrase: string) => invoke<number>('farewell', { passphrase });
export const erase = (word: string, passphrase: string | null) => invoke<void>('erase', { word, passphrase });

// The main window
export const stayOpen = (minutes: number) => invoke<void>('stay_open', { minutes });
export const settings = () => invoke<Locking>('settings');
export const setSettings = (settings: Settings) => invoke<void>('set_settings', { settings });
export const home = () => invoke<Home>('home');
export const pickFiles = () => invoke<string[]>('pick_files');
export const examine = (paths: string[]) => invoke<ImportPreview>('examine', { paths });
export const importStart = (paths: string[], answers: ImportAnswers) =>
  invoke<void>('import_start', { paths, answers });
export const importProgress = () => invoke<ImportProgress>('import_progress');
export const importCancel = () => invoke<void>('import_cancel');
export const importUndo = (id: number) => invoke<void>('import_undo', { id });
export const sources = () => invoke<SourceSummary[]>('sources');
export const profile = () => invoke<Profile>('profile');
export const overTime = (key: string) => invoke<OverTime>('over_time', { key });
export const vocabulary = () => invoke<Detail[]>('vocabulary');
export const setPreference = (key: string, value: unknown) =>
  invoke<Preference>('set_preference', { key, value });
export const confirm = (key: string) => invoke<void>('confirm', { key });
export const hide = (key: string) => invoke<void>('hide', { key });
export const unhide = (key: string) => invoke<void>('unhide', { key });
export const remove = (key: string) => invoke<void>('remove', { key });
export const entry = (id: string) => invoke<ImportedEntry>('entry', { id });
export const keepOut = (id: string, why: Why) => invoke<number>('keep_out', { id, why });
export const keepOutEntry = (id: string, why: Why) => invoke<number>('keep_out_entry', { id, why });
export const unsorted = () => invoke<Unsorted>('unsorted');
export const keepOutStream = (stream: string) => invoke<number>('keep_out_stream', { stream });
export const stopArea = (area: string) => invoke<number>('stop_area', { area });
export const correct = (id: string, group: GroupKind, category: string | null) =>
  invoke<number>('correct', { id, group, category });
export const takeBack = (rule: number) => invoke<void>('take_back', { rule });
export const rules = () => invoke<Rule[]>('rules');
export const suppositions = () => invoke<Suppositions[]>('suppositions');
export const streams = () => invoke<StreamUse[]>('streams');
export const whatWouldChange = (key: string) => invoke<Change[]>('what_would_change', { key });
export const requests = () => invoke<RequestSummary[]>('requests');
export const openLink = (link: string) => invoke<RequestSummary>('open_link', { link });
export const review = (id: number) => invoke<void>('review', { id });
export const grants = () => invoke<GrantSummary[]>('grants');
export const grant = (id: number) => invoke<Grant>('grant', { id });
export const revoke = (id: number) => invoke<GrantSummary>('revoke', { id });
export const pause = (id: number, until: number | null) => invoke<GrantSummary>('pause', { id, until });
export const resume = (id: number) => invoke<GrantSummary>('resume', { id });
export const previewAmendment = (id: number, amendment: Amendment) =>
  invoke<Preview>('preview_amendment', { id, amendment });
export const amend = (id: number, amendment: Amendment, digest: string) =>
  invoke<GrantSummary>('amend', { id, amendment, digest });
export const reviewExtension = (id: number, until: number) => invoke<void>('review_extension', { id, until });
export const pauseAll = (until: number) => invoke<void>('pause_all', { until });
export const keepKey = (id: number) => invoke<GrantSummary>('keep_key', { id });
export const resumeAll = () => invoke<void>('resume_all');
export const stopAll = () => invoke<void>('stop_all');
export const blockShop = (host: string) => invoke<void>('block_shop', { host });
export const unblockShop = (host: string) => invoke<void>('unblock_shop', { host });
export const blockedShops = () => invoke<Shop[]>('blocked_shops');
export const plain = () => invoke<PlainMode>('plain');
export const plainOn = (host: string | null) => invoke<PlainMode>('plain_on', { host });
export const plainOff = (host: string | null) => invoke<PlainMode>('plain_off', { host });
export const mailbox = () => invoke<Mailbox | null>('mailbox');
export const setMailbox = (settings: MailboxSettings) => invoke<void>('set_mailbox', { settings });
export const mailboxOff = () => invoke<void>('mailbox_off');
export const keys = () => invoke<Keys>('keys');
export const openKeys = (task: KeysTask) => invoke<void>('open_keys', { task });
export const removeKit = () => invoke<void>('remove_kit');
export const quickUnlockOff = () => invoke<void>('quick_unlock_off');
export const sync = () => invoke<number>('sync');
export const syncGrant = (id: number) => invoke<number>('sync_grant', { id });
export const history = (before: number | null) => invoke<HistoryEntry[]>('history', { before });
export const historyVerify = () => invoke<Chain>('history_verify');
export const exportHistory = (format: HistoryFormat) => invoke<boolean>('export_history', { format });
export const setback = () => invoke<Setback | null>('setback');
export const backups = () => invoke<Backups | null>('backups');
export const pickFolder = () => invoke<string | null>('pick_folder');
export const planBackups = (plan: BackupPlan) => invoke<Backups | null>('plan_backups', { plan });
export const backupsOff = () => invoke<void>('backups_off');
export const backUp = () => invoke<Backup | null>('back_up');
export const exportEverything = () => invoke<string | null>('export_everything');
export const receipt = (id: number) => invoke<Receipt>('receipt', { id });

// The window of the keys
export const changePassphrase = (current: string, passphrase: string) =>
  invoke<void>('change_passphrase', { current, passphrase });
export const draftKit = (passphrase: string) => invoke<RecoveryKit>('draft_kit', { passphrase });
export const keepKit = (typed: string) => invoke<void>('keep_kit', { typed });
export const quickUnlockOn = (passphrase: string) => invoke<void>('quick_unlock_on', { passphrase });

// The consent window
export const request = (id: number) => invoke<Request>('request', { id });
export const preview = (id: number, choice: Choice) => invoke<Preview>('preview', { id, choice });
export const approve = (id: number, choice: Choice, digest: string) =>
  invoke<Approved>('approve', { id, choice, digest });
export const decline = (id: number) => invoke<void>('decline', { id });

// The consent window of a later end
export const previewExtension = (id: number, until: number) => invoke<Extension>('preview_extension', { id, until });
export const extend = (id: number, until: number, digest: string) =>
  invoke<GrantSummary>('extend', { id, until, digest });
export const declineExtension = (id: number, until: number) => invoke<void>('decline_extension', { id, until });

/** The code of whatever a command rejected with. */
export function codeOf(failure: unknown): FailureCode {
  const code = (failure as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? (code as FailureCode) : 'internal';
}

/** Calls `heard` after each change of the vault. Returns what ends it. */
export function onChanged(heard: () => void): () => void {
  return until(() => listen('changed', () => heard()));
}

/** Files dragged over and dropped on the window, as paths. Returns what ends it. */
export function onDrop(over: (hovering: boolean) => void, dropped: (paths: string[]) => void): () => void {
  return until(() =>
    getCurrentWebview().onDragDropEvent(({ payload }) => {
      over(payload.type === 'enter' || payload.type === 'over');
      if (payload.type === 'drop') dropped(payload.paths);
    }),
  );
}

/** A subscription that can be ended before it has begun. A window without events still works. */
function until(begin: () => Promise<() => void>): () => void {
  const begun = Promise.resolve().then(begin).catch(() => () => {});
  return () => void begun.then((end) => end());
}
