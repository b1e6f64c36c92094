/** The colours of the vocabulary, for the eye. A colour that is not here is shown by its name alone. */
export const swatches: Record<string, string> = {
  black: '#1d1d1f', white: '#ffffff', grey: '#8d9096', gray: '#8d9096', silver: '#c3c7cd', beige: '#dccbb0', cream: '#f5ecd7',
  ivory: '#fbf6e6', brown: '#6d472f', tan: '#c49a6c', camel: '#b98b56', red: '#c0302c', burgundy: '#6e1a2e', orange: '#e0762b',
  rust: '#a94a23', yellow: '#eec32f', mustard: '#c8992a', gold: '#c9a24a', green: '#3b7d4f', olive: '#6d7036', khaki: '#9b9468',
  mint: '#a8d8bf', teal: '#1f7a7d', turquoise: '#38b3b0', blue: '#2f62bd', navy: '#1c2a54', 'light-blue': '#9cc3ea', purple: '#6b3f93',
  violet: '#7c55b8', lilac: '#bfa5d9', lavender: '#b9aede', pink: '#e58fae', rose: '#cf6f83', coral: '#ef7e66', peach: '#f4b994',
};

/** All of the options are colours with a swatch, or nearly all. */
export function areColours(ids: string[]): boolean {
  return ids.length > 0 && ids.filter((id) => id in swatches).length >= ids.length * 0.6;
}
