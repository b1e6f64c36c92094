/** All words on screen that depend on a code. */
export * from './evidence';
export * from './exports';
export * from './failures';
export * from './happenings';
export * from './keeping';
export * from './keys';
export * from './locking';
export * from './mailbox';
export * from './plain';
export * from './purposes';
export * from './rules';
export * from './sharing';
export * from './words';
