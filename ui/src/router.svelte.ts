/** Where the main window is: `#/shops/12` is screen "shops", id 12. */

export const screens = ['home', 'start', 'profile', 'imports', 'requests', 'shops', 'history', 'receipts', 'settings'] as const;
export type Screen = (typeof screens)[number];
export type Place = { screen: Screen; id: number | null; word: string | null };

export function parse(hash: string): Place {
  const [name = '', rest = ''] = hash.replace(/^#\/?/, '').split('/');
  const screen = screens.find((known) => known === name) ?? 'home';
  return { screen, id: /^\d+$/.test(rest) ? Number(rest) : null, word: rest === '' ? null : decodeURIComponent(rest) };
}

export const route = $state<{ at: Place }>({ at: parse(location.hash) });

window.addEventListener('hashchange', () => (route.at = parse(location.hash)));

export function go(to: string): void {
  location.hash = `#/${to}`;
}
