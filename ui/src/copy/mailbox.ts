/** What a person should know about a mailbox before and after it is set up. */
import type { FailureCode } from '../generated/FailureCode';
import type { MailboxKind } from '../generated/MailboxKind';

export const mailboxKinds: Record<MailboxKind, { name: string; note: string }> = {
  folder: { name: 'A folder', note: 'On this computer. Something of yours makes it readable on the web.' },
  s3: { name: 'A bucket', note: 'In any store that speaks S3, at a provider or at home.' },
};

export const mailboxFacts = [
  'Shops can fetch the details you approved for them, also while this computer is off.',
  'Everything in it is sealed. Only the shop that a copy is for can open it.',
  'Each copy has a long random name that nobody can guess. Let nobody list what is there, then nobody learns the names.',
  'If this vault stays off for 14 days, the copies stop being valid. Shops then treat them as ended until you are back.',
];

export const mailboxWarning = {
  title: 'A place of your own can link you between shops.',
  text: 'Its address is the same for every shop. Two shops that compare addresses can tell that you are one person.',
};

export type MailboxField = 'path' | 'endpoint' | 'region' | 'bucket' | 'key' | 'secret' | 'certificate' | 'address';

/** Where a person looks first after a failure. */
export const mailboxBlame: Partial<Record<FailureCode, Record<MailboxKind, MailboxField>>> = {
  'bad-mailbox': { folder: 'address', s3: 'address' },
  'mailbox-unreachable': { folder: 'address', s3: 'endpoint' },
  'mailbox-insecure': { folder: 'address', s3: 'certificate' },
  'mailbox-refused': { folder: 'path', s3: 'key' },
  'mailbox-missing': { folder: 'path', s3: 'bucket' },
};

export const mailboxFields: Record<MailboxField, { label: string; help: string; example?: string }> = {
  path: { label: 'Folder', help: 'Its whole path. The folder must already be there.', example: '/home/you/public/box' },
  endpoint: { label: 'Address of the store', help: 'Where this computer writes to.', example: 'https://s3.example' },
  region: { label: 'Region', help: 'Leave “auto” where the store has none.' },
  bucket: { label: 'Bucket', help: 'It must already be there.', example: 'inkling-box' },
  key: { label: 'Access key ID', help: 'The public half of the credentials.' },
  secret: { label: 'Secret access key', help: 'Kept in the vault and never shown again.' },
  certificate: { label: 'Certificate of the store', help: 'Only for a store of your own whose certificate nobody else vouches for. PEM text.' },
  address: { label: 'Public address', help: 'Where shops read what is written there.', example: 'https://shelf.example/box' },
};
