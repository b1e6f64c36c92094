/** Words about plain mode: what it does, and what it cannot do. */
import { count, joined } from '../format';

export const plainWords = {
  title: 'Plain mode',
  every: 'Plain mode for every shop',
  on: 'Plain mode is on.',
  off: 'Shops show you what they show everybody: not arranged by your history, by a profile or by advertising made for you. In place of your details they get one signed sentence that says so.',
  does: 'In place of your details, shops get one signed sentence: that they are not to use your history, a profile of you or advertising made for you. What you approved waits, and nothing of it is sent.',
  limits: 'A shop can still remember what you did there. It is told not to use that, but Inkling cannot make it. What was shared once stays as it was sent until it runs out.',
  decide: 'Switch it off in Connected shops',
  chip: 'Plain',
};

/** What a shop's page says of it. */
export const plainAtShop = {
  one: (domain: string) => `Plain mode for ${domain}`,
  off: 'The shop shows you what it shows everybody, and gets one signed sentence in place of your details. What you approved waits.',
  on: 'The shop is told not to use your history, a profile of you or advertising made for you. What you approved waits, and nothing of it is sent.',
  every: 'It is on for every shop now. This switch is for this shop alone, and counts when that is switched off.',
  over: 'Nothing more is sent to this shop. If it asks again and you agree, it gets that sentence first.',
  untold: 'The shop does not know of plain mode yet. It has the copy below until it takes the news.',
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
  shared: (domain: string) => `${domain} knows that you want no personalisation.`,
};

/** What waits, in a list. */
export const waiting = (details: string[]) => `Waits: ${joined(details)}`;

export const plainDone = {
  everyOn: 'Plain mode is on for every shop.',
  everyOff: 'Plain mode is off for every shop. Shops get what you approved again, one after another.',
  oneOn: (domain: string) => `Plain mode is on for ${domain}.`,
  oneOff: (domain: string) => `Plain mode is off for ${domain}.`,
};
