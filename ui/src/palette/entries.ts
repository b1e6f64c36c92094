/** What the palette finds: screens, details and shops. */
import type { Detail } from '../generated/Detail';
import type { GrantSummary } from '../generated/GrantSummary';
import type { IconName } from '../parts/icons';

export type Found = { id: string; name: string; about: string; icon: IconName; to: string };

const places: [to: string, name: string, about: string, icon: IconName][] = [
  ['home', 'Home', 'What is waiting and what shops know', 'home'],
  ['profile', 'My profile', 'Your details by area', 'profile'],
  ['profile/add', 'Add a detail', 'Say something about yourself', 'plus'],
  ['profile/unsorted', 'Not sorted yet', 'What you bought and Inkling has no category for', 'profile'],
  ['imports', 'Imports', 'Bring an export', 'import'],
  ['requests', 'Requests', 'Shops that are asking', 'requests'],
  ['shops', 'Connected shops', 'What each holds, plain mode', 'shop'],
  ['history', 'History', 'Everything that happened', 'history'],
  ['settings', 'Settings', 'Lock, mailbox, blocked shops, appearance', 'settings'],
];

export function everything(details: Detail[], grants: GrantSummary[]): Found[] {
  return [
    ...places.map(([to, name, about, icon]) => ({ id: to, name, about, icon, to })),
    ...grants.map((grant): Found => ({ id: `shop-${grant.id}`, name: grant.shop.domain, about: 'Connected shop', icon: 'shop', to: `shops/${grant.id}` })),
    ...details.map((detail): Found => ({ id: detail.key, name: detail.label, about: detail.stated ? `${detail.area_label}, in your profile` : detail.area_label, icon: 'drop', to: `profile/${detail.key}` })),
  ];
}

/** Every word must occur; names that begin with the words come first. */
export function search(all: Found[], wanted: string, most = 12): Found[] {
  const words = wanted.toLowerCase().split(/\s+/).filter((word) => word !== '');
  if (words.length === 0) return all.slice(0, 8);
  const hit = all.filter((entry) => words.every((word) => `${entry.name} ${entry.about}`.toLowerCase().includes(word)));
  const rank = (entry: Found) => (entry.name.toLowerCase().startsWith(words[0] ?? '') ? 0 : 1);
  return hit.toSorted((a, b) => rank(a) - rank(b)).slice(0, most);
}
