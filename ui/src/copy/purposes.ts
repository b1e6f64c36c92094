/** A sentence for each purpose a shop can name (terms of the W3C Data Privacy Vocabulary, 2.3). */

type Purpose = { sentence: string; caution?: string };

export const purposes: Record<string, Purpose> = {
  ProvideProductRecommendations: { sentence: 'Suggest products to you.' },
  ProvidePersonalisedRecommendations: { sentence: 'Suggest films, music and books to you.' },
  UserInterfacePersonalisation: { sentence: 'Arrange the shop for you.' },
  SearchFunctionalities: { sentence: 'Put search results in an order that suits you.' },
  PersonalisedBenefits: {
    sentence: 'Make you offers and prices of your own.',
    caution: 'Prices made for you can also be higher than for others.',
  },
  DeliveryOfGoods: { sentence: 'Deliver the way you like.' },
  OptimisationForConsumer: { sentence: 'Get the size right, so that you return less.' },
  DirectMarketing: { sentence: 'Send you messages.', caution: 'Expect advertising from this shop.' },
  ServiceUsageAnalytics: { sentence: 'Count how its customers use the shop.' },
  ImproveExistingProductsAndServices: { sentence: 'Improve what it sells.' },
  AgeVerification: { sentence: 'Check that you are old enough.' },
  PersonalisedAdvertising: { sentence: 'Show you advertising made for you.', caution: 'This is advertising.' },
  TargetedAdvertising: { sentence: 'Show you advertising chosen for you.', caution: 'This is advertising.' },
  SellDataToThirdParties: { sentence: 'Sell your details to others.', caution: 'Others would hold your details.' },
  SellInsightsFromData: { sentence: 'Sell what it learns from your details.', caution: 'Others would profit from your details.' },
};

/** The purpose in words; one that is unknown is named as the shop wrote it. */
export function purpose(term: string): Purpose {
  const name = term.replace(/^dpv:/, '');
  return purposes[name] ?? { sentence: `Another purpose, in the shop’s own word: ${name}.`, caution: 'Inkling does not know this purpose.' };
}
