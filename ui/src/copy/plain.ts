/** Words about plain mode: what it does, and what it cannot do. */
import { count, joined } from '../format';

export const plainWords = {
  title: 'Plain mode',
  every: 'Plain mode for every shop',
  on: 'Plain mode is on.',
  off: 'When it is on, shops get one signed sentence in place of your details: that they are not to use your history, a profile of you or advertising made for you, and are to show you what they show everybody.',
  does: 'In place of your details, shops get one signed sentence: that they are not to use your history, a profile of you or advertising made for you. What you approved waits, and nothing of it is sent.',
  limits: 'A shop can still remember what you did there. It is told not to use that, but Inkling cannot make it. What was shared once stays as it was sent until it runs out.',
  decide: 'Switch it off in Connected shops',
  chip: 'Plain',
  single: 'On for single shops',
};

/** What a shop's page says of it. */
export const plainAtShop = {
  one: (domain: string) => `Plain mode for ${domain}`,
  off: 'When it is on, the shop gets one signed sentence in place of your details: that it is to show you what it shows everybody. What you approved waits.',
  on: 'The shop is told not to use your history, a profile of you or advertising made for you. What you approved waits, and nothing of it is sent.',
  soon: 'The shop is to be told not to use your history, a profile of you or advertising made for you. It has not taken that yet. What you approved waits, and nothing of it is sent.',
  rests: 'Sharing is paused. When it goes on, the shop is told not to use your history, a profile of you or advertising made for you; what you approved waits.',
  every: 'It is on for every shop now. This switch is for this shop alone, and counts when that is switched off.',
  over: 'Nothing more is sent for this sharing. If the shop asks again and you agree, it is told first that you want no personalisation, and your details wait.',
  untold: 'The shop does not know of plain mode yet. It has the copy below until it takes the news.',
  refused: (domain: string) => `${domain} does not take plain mode.`,
  refusedText: 'So Inkling has paused sharing with it. You can resume when plain mode is off for it, or stop sharing.',
  waits: 'What you approved, and what waits',
  later: 'The shop gets this when plain mode is off. Nothing of it is sent now.',
  empty: 'Your profile has no value for this now.',
};

/** What a request says while plain mode is on for the shop. */
export const plainAsked = {
  opening: 'Only that you want no personalisation would be sent.',
  title: 'Plain mode is on for this shop.',
  once: 'You answer once, so it gets this and nothing later. Details that you agree to below are not sent.',
  lasting: 'It gets this, and nothing else, until you switch plain mode off. What you agree to below waits until then.',
  asked: 'What the shop asks for',
  longerFace: 'You agreed to share details with it, and they wait. You would let it have them for longer.',
  longerTitle: (details: number) => (details === 1 ? 'This 1 detail goes on waiting' : `These ${count(details, 'detail')} go on waiting`),
  longer: 'It gets one signed sentence that says so, and nothing else, until you switch plain mode off. What is listed here waits until then.',
  foot: (details: number, until: string) => `No personalisation now; ${count(details, 'detail')} ${details === 1 ? 'waits' : 'wait'}, ${until}.`,
  footOnce: 'No personalisation, once.',
  agreed: 'Agreed.',
  shared: (domain: string) => `${domain} knows that you want no personalisation.`,
  later: (domain: string) => `${domain} does not answer right now. Inkling tells it that you want no personalisation as soon as it does.`,
};

/** What a receipt says where the shop got the word first. */
export const plainReceipt = {
  agreed: 'What you agreed to share',
  exactly: 'Exactly as agreed',
  first: 'What the shop got first',
  text: 'Plain mode was on for this shop, so what you agreed to waited.',
};

/** Before sharing goes on. */
export const plainResume = {
  waits: (domains: string[]) => `Plain mode is on for ${joined(domains)}: what you approved goes on waiting.`,
  older: 'Plain mode is as this copy of the vault has it. If you switched it on since, switch it on again before a shop goes on.',
};

/** What waits, in a list. */
export const waiting = (details: string[]) => `Waits: ${joined(details)}`;

export const plainDone = {
  everyOn: 'Plain mode is on for every shop.',
  everyOff: (still: string[]) =>
    still.length === 0 ? 'Plain mode is off for every shop. Shops get what you approved again, one after another.' : `Plain mode is off, but still on for ${joined(still)}. The other shops get what you approved again, one after another.`,
  oneOn: (domain: string) => `Plain mode is on for ${domain}.`,
  oneOff: (domain: string, every: boolean) => (every ? `Plain mode is still on for every shop, and so for ${domain}.` : `Plain mode is off for ${domain}.`),
};
