import { fireEvent, render, screen } from '@testing-library/svelte';
import { describe, expect, it } from 'vitest';

import Editor from '../src/editors/Editor.svelte';
import { blank, byStrength, hint, moved, ready, weeks } from '../src/editors/values';
import type { Kind } from '../src/kinds';
import { profile, vocabulary } from './fixtures';

const kindOf = (key: string): Kind => vocabulary.find((detail) => detail.key === key)!.kind;

/** An editor whose draft is kept, as a dialog keeps it. */
function edit(key: string, start?: unknown) {
  const kind = kindOf(key);
  const label = vocabulary.find((detail) => detail.key === key)!.label;
  let draft = start ?? blank(kind);
  const view = render(Editor, { kind, label, draft, onchange: change });
  function change(next: unknown) {
    draft = next;
    void view.rerender({ kind, label, draft, onchange: change });
  }
  return { value: () => ready(kind, draft) };
}
const pick = (name: string, value: string) => fireEvent.change(screen.getByRole('combobox', { name }), { target: { value } });

describe('editors', () => {
  it('a flag is on or not saved', async () => {
    const { value } = edit('personalisation.optout');
    await fireEvent.click(screen.getByRole('switch', { name: 'Do not use my history' }));
    expect(value()).toBeNull();
  });

  it('a choice takes one', async () => {
    const { value } = edit('apparel.fit');
    await fireEvent.click(screen.getByRole('radio', { name: 'Slim' }));
    expect(value()).toBe('slim');
  });

  it('choices take several, and give back', async () => {
    const { value } = edit('style.colours.liked', ['navy']);
    await fireEvent.click(screen.getByRole('checkbox', { name: 'Olive' }));
    await fireEvent.click(screen.getByRole('checkbox', { name: 'Navy' }));
    expect(value()).toEqual(['olive']);
  });

  it('a ranked list keeps the strongest first', async () => {
    const { value } = edit('interests.media.film', [{ id: 'thrillers', strength: 2 }]);
    await fireEvent.click(screen.getByRole('button', { name: 'Crime' }));
    const very = screen.getAllByRole('radio', { name: 'Very much' });
    await fireEvent.click(very[1]!);
    expect(value()).toEqual([{ id: 'crime', strength: 3 }, { id: 'thrillers', strength: 2 }]);
  });

  it('an open list takes a typed name once', async () => {
    const { value } = edit('brands.loved', [{ id: 'Norrøna', strength: 3 }]);
    const field = screen.getByRole('textbox', { name: 'Add to Brands you love' });
    for (const word of ['Veja', 'veja']) {
      await fireEvent.input(field, { target: { value: word } });
      await fireEvent.submit(field.closest('form')!);
    }
    expect(value()).toEqual([{ id: 'Norrøna', strength: 3 }, { id: 'Veja', strength: 2 }]);
  });

  it('two sizes are weighed', async () => {
    const { value } = edit('shoes.size');
    await pick('Usual size', '40');
    expect(value()).toEqual([{ system: 'EU', value: '40', weight: 1 }]);
    await fireEvent.click(screen.getByRole('button', { name: 'I am between two sizes' }));
    await pick('Other size', '40.5');
    expect(value()).toEqual([{ system: 'EU', value: '40', weight: 0.7 }, { system: 'EU', value: '40.5', weight: 0.3 }]);
  });

  it('a measure is said in centimetres and kept in millimetres', async () => {
    const { value } = edit('body.measurement.foot');
    await fireEvent.input(screen.getByRole('spinbutton', { name: 'Foot length in centimetres' }), { target: { value: '25.4' } });
    expect(value()).toBe(254);
  });

  it('ranges have a lower and an upper amount', async () => {
    const { value } = edit('budget.range');
    await pick('Add a category to Usual spend', 'books');
    await fireEvent.input(screen.getByRole('spinbutton', { name: 'From for Books' }), { target: { value: '10' } });
    expect(value()).toEqual({ books: { min: 10, max: 80, currency: 'EUR' } });
    await fireEvent.input(screen.getByRole('spinbutton', { name: 'To for Books' }), { target: { value: '5' } });
    expect(value()).toBeNull();
  });

  it('picks take one option a category', async () => {
    const { value } = edit('budget.level');
    await pick('Add a category to Price level', 'shoes');
    await fireEvent.click(screen.getByRole('radio', { name: 'Premium' }));
    expect(value()).toEqual({ shoes: 'premium' });
  });

  it('a record leaves out what is not said', async () => {
    const { value } = edit('deals');
    await fireEvent.click(screen.getByRole('switch', { name: 'Second-hand is fine' }));
    await fireEvent.input(screen.getByRole('spinbutton', { name: 'Messages a month' }), { target: { value: '99' } });
    expect(value()).toBeNull();
    await fireEvent.input(screen.getByRole('spinbutton', { name: 'Messages a month' }), { target: { value: '4' } });
    expect(value()).toEqual({ second_hand: true, per_month: 4 });
  });

  it('records can be added up to their number', async () => {
    const { value } = edit('gift.occasions');
    await pick('For', 'parent');
    await pick('Month', '7');
    expect(value()).toEqual([{ relation: 'parent', month: 7 }]);
    await fireEvent.click(screen.getByRole('button', { name: 'Add another' }));
    expect(value()).toBeNull();
  });
});

describe('values', () => {
  it.each(profile.areas.flatMap((area) => area.preferences).map((held) => [held.key, held.value] as const))('the stored value of %s is complete as it is', (key, value) => {
    expect(ready(kindOf(key), value)).toEqual(value);
  });

  it.each(vocabulary.filter((detail) => detail.kind.kind !== 'flag').map((detail) => [detail.key, detail.kind] as const))('a blank %s cannot be saved and says why', (_, kind) => {
    expect(ready(kind, blank(kind))).toBeNull();
    expect(hint(kind, blank(kind))).toMatch(/\.$/);
  });

  it('only equals change places', () => {
    const items = byStrength([{ id: 'a', strength: 2 }, { id: 'b', strength: 2 }, { id: 'c', strength: 3 }]);
    expect(moved(items, 1, 1).map((item) => item.id)).toEqual(['c', 'b', 'a']);
    expect(moved(items, 1, -1)).toBe(items);
  });

  it('weeks follow the ISO calendar over the new year', () => {
    expect(weeks(new Date(2026, 11, 28).getTime(), 2).map((week) => week.id)).toEqual(['2026-W53', '2027-W01']);
  });
});
