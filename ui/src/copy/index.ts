/** All words on screen that depend on a code. */
export * from './failures';
export * from './happenings';
export * from './purposes';
export * from './words';
