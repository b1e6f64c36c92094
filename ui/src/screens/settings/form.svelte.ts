/**
 * A mailbox while it is being set up.
 *
 * Invariant: the secret is forgotten as soon as the vault has it; nothing is judged here but whether a field is empty.
 */
import { codeOf, setMailbox } from '../../api';
import { mailboxBlame, type MailboxField } from '../../copy';
import type { FailureCode } from '../../generated/FailureCode';
import type { MailboxKind } from '../../generated/MailboxKind';
import type { MailboxSettings } from '../../generated/MailboxSettings';

const needed: Record<MailboxKind, MailboxField[]> = {
  folder: ['path', 'address'],
  s3: ['endpoint', 'bucket', 'region', 'key', 'secret', 'address'],
};

const blank = (address: string): Record<MailboxField, string> => ({ path: '', endpoint: '', region: 'auto', bucket: '', key: '', secret: '', certificate: '', address });

export class MailboxForm {
  kind = $state<MailboxKind>('folder');
  values = $state(blank(''));
  tried = $state(false);
  busy = $state(false);
  failure = $state<FailureCode>();

  constructor(kind: MailboxKind, address: string) {
    this.kind = kind;
    this.values = blank(address);
  }

  /** The fields of this kind, in the order of the form. */
  get fields(): MailboxField[] {
    return needed[this.kind];
  }

  get empty(): MailboxField[] {
    return this.fields.filter((field) => this.values[field].trim() === '');
  }

  /** Where to look first after a failure. */
  get blamed(): MailboxField | undefined {
    return this.failure && mailboxBlame[this.failure]?.[this.kind];
  }

  get settings(): MailboxSettings {
    const of = (field: MailboxField) => this.values[field].trim();
    const public_url = of('address');
    if (this.kind === 'folder') return { store: { folder: { path: of('path') } }, public_url };
    const certificate = of('certificate') === '' ? {} : { certificate: of('certificate') };
    const s3 = { endpoint: of('endpoint'), region: of('region'), bucket: of('bucket'), access_key_id: of('key'), secret_access_key: of('secret'), ...certificate };
    return { store: { s3 }, public_url };
  }

  turn = (kind: MailboxKind): void => {
    this.kind = kind;
    this.tried = false;
    this.failure = undefined;
  };

  /** Tries the place and keeps it. Answers whether it is set up. */
  submit = async (): Promise<boolean> => {
    this.tried = true;
    this.failure = undefined;
    if (this.busy || this.empty.length > 0) return false;
    this.busy = true;
    try {
      await setMailbox(this.settings);
      this.values = blank('');
      return true;
    } catch (failure) {
      this.failure = codeOf(failure);
      return false;
    } finally {
      this.busy = false;
    }
  };
}
