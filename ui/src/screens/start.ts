/** The first questions a new vault asks: easy to answer, useful to many shops, none of them sensitive. */
import type { Detail } from '../generated/Detail';

const wanted = [
  'shoes.size',
  'apparel.size.tops',
  'apparel.fit',
  'style.colours.liked',
  'interests.media.film',
  'interests.shop',
  'deals',
  'delivery',
  'packaging',
  'language.ui',
  'contact',
];

export function firstQuestions(details: Detail[], most = 8): Detail[] {
  const known = wanted.flatMap((key) => details.find((detail) => detail.key === key) ?? []);
  return known.filter((detail) => !detail.stated && detail.class !== 'special').slice(0, most);
}
