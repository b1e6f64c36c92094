import { describe, expect, it } from 'vitest';

import { byDay, count, dayName, pretty, span, timeLeft, toldApart, usable } from '../src/format';
import { search, everything } from '../src/palette/entries';
import { blot, wash } from '../src/parts/ink';
import { parse } from '../src/router.svelte';
import { headline } from '../src/screens/home';
import { readings } from '../src/screens/imports/dates';
import { remaining } from '../src/screens/imports/flow.svelte';
import { firstQuestions } from '../src/screens/start';
import * as vault from './fixtures';

describe('text', () => {
  it.each([['C', 'en-GB'], ['', 'en-GB'], ['de-DE', 'en-GB'], ['en-US', 'en-US'], ['en', 'en-GB']])('the locale %j is read as %s', (wanted, locale) => {
    expect(usable(wanted)).toBe(locale);
  });

  it('counts in words', () => {
    expect([count(1, 'detail'), count(4, 'detail'), count(1200, 'entry', 'entries')].join()).toMatch(/^1 detail,4 details,1,200 entries$/);
  });

  it('tells equal names apart, and leaves the others', () => {
    expect(toldApart(['Lamp', 'Shoe', 'Lamp'])).toEqual(['Lamp (1 of 2)', 'Shoe', 'Lamp (2 of 2)']);
  });

  it('names the near days', () => {
    const noon = new Date(2026, 10, 23, 12).getTime();
    expect([dayName(noon, noon), dayName(noon - 86_400_000, noon), dayName(noon - 5 * 86_400_000, noon)]).toEqual(['Today', 'Yesterday', expect.stringContaining('18')]);
  });

  it('groups neighbours of one day', () => {
    expect(byDay(vault.history, vault.now).map((group) => group.entries.length).slice(0, 2)).toEqual([4, 2]);
  });

  it('says the span of an export', () => {
    expect(span(Date.UTC(2019, 2, 4), Date.UTC(2026, 10, 2))).toMatch(/^from March 2019 to November 2026$/);
    expect(span(null, null)).toBe('');
  });

  it('says the time left roughly', () => {
    expect([2000, 31_000, 200_000].map(timeLeft)).toEqual(['a few seconds', 'about 35 seconds', 'about 3 minutes']);
    expect([remaining(0, 10, 5000), remaining(5, 10, 500), remaining(5, 10, 5000)]).toEqual([null, null, 5000]);
  });

  it('leaves text that is not JSON as it is', () => {
    expect([pretty('{"a":1}'), pretty('eyJ')]).toEqual(['{\n  "a": 1\n}', 'eyJ']);
  });

  it('shows both readings of a date', () => {
    expect(readings('12/8/26').map((reading) => reading.means)).toEqual([expect.stringContaining('August'), expect.stringContaining('December')]);
  });
});

describe('places', () => {
  it('reads an address', () => {
    expect([parse('#/shops/12'), parse('#/profile/shoes.size'), parse('#/nowhere')]).toEqual([
      { screen: 'shops', id: 12, word: '12' },
      { screen: 'profile', id: null, word: 'shoes.size' },
      { screen: 'home', id: null, word: null },
    ]);
  });

  it('finds screens, details and shops', () => {
    const all = everything(vault.vocabulary, vault.grants);
    expect([search(all, 'shoe')[0]?.name, search(all, 'slowroast')[0]?.to, search(all, 'zzz')]).toEqual(['Shoe size', 'shops/9', []]);
  });

  it('asks only what is open and not sensitive first', () => {
    const asked = firstQuestions(vault.vocabulary.map((detail) => ({ ...detail, stated: detail.key === 'shoes.size' })));
    expect(asked.map((detail) => detail.key)).not.toContain('shoes.size');
    expect(asked.every((detail) => detail.class !== 'special')).toBe(true);
  });

  it('opens with one sentence', () => {
    expect([headline(vault.home), headline({ ...vault.home, requests: [] }), headline(vault.emptyHome)]).toEqual([
      'Two shops are asking for details.',
      'Three shops know 6 details about you.',
      'No shop knows anything about you.',
    ]);
  });
});

describe('ink', () => {
  it('is the same for the same seed, and differs between shops', () => {
    expect(blot('a.example')).toBe(blot('a.example'));
    expect(blot('a.example')).not.toBe(blot('b.example'));
    expect(wash('x')).toEqual(wash('x'));
    expect(wash('x').every((layer) => /^M[\d.\- ]+(Q[\d.\- ]+)+Z$/.test(layer.path))).toBe(true);
  });
});
