/** A sentence for each purpose a shop can name: the terms of the W3C Data Privacy Vocabulary, 2.3. */

type Purpose = { sentence: string; caution?: string };

const sentences: Record<string, string> = {
  // What shops usually ask for
  ProvideProductRecommendations: 'Suggest products to you.',
  ProvidePersonalisedRecommendations: 'Suggest films, music and books to you.',
  ProvideEventRecommendations: 'Suggest events to you.',
  Personalisation: 'Make things fit you.',
  ServicePersonalisation: 'Make its service fit you.',
  UserInterfacePersonalisation: 'Arrange the shop for you.',
  SearchFunctionalities: 'Put search results in an order that suits you.',
  PersonalisedBenefits: 'Make you offers and prices of your own.',
  DeliveryOfGoods: 'Deliver the way you like.',
  OptimisationForConsumer: 'Get the size right, so that you return less.',
  OptimiseUserInterface: 'Make its pages easier for you.',
  AgeVerification: 'Check that you are old enough.',
  // Messages and advertising
  DirectMarketing: 'Send you messages.',
  Marketing: 'Advertise to you.',
  Advertising: 'Show you advertising.',
  PersonalisedAdvertising: 'Show you advertising made for you.',
  TargetedAdvertising: 'Show you advertising chosen for you.',
  SocialMediaMarketing: 'Advertise to you on social networks.',
  PublicRelations: 'Look after its reputation.',
  PoliticalCampaign: 'Campaign for politics.',
  // Selling
  SellProducts: 'Sell things.',
  SellProductsToDataSubject: 'Sell things to you.',
  SellDataToThirdParties: 'Sell your details to others.',
  SellInsightsFromData: 'Sell what it learns from your details.',
  CommercialPurpose: 'Earn money with it.',
  NonCommercialPurpose: 'Use it without earning money.',
  // Running the shop
  ServiceProvision: 'Provide its service.',
  RequestedServiceProvision: 'Provide what you ordered.',
  TechnicalServiceProvision: 'Keep its systems running.',
  ServiceManagement: 'Run its service.',
  ServiceRegistration: 'Sign you up.',
  ServiceAccessDetermination: 'Decide whether you may use its service.',
  ServiceMonitoring: 'Watch how its service runs.',
  ServiceOptimisation: 'Improve its service.',
  ServiceUsageAnalytics: 'Count how its customers use the shop.',
  ImproveExistingProductsAndServices: 'Improve what it sells.',
  IncreaseServiceRobustness: 'Make its service more reliable.',
  InternalResourceOptimisation: 'Use its own means better.',
  OptimisationForController: 'Work better for itself.',
  ImproveInternalCRMProcesses: 'Improve how it keeps customer records.',
  PaymentManagement: 'Handle payments.',
  RepairImpairments: 'Mend what is broken.',
  RecordManagement: 'Keep records.',
  AccountManagement: 'Keep your account.',
  CommunicationManagement: 'Manage its messages to you.',
  CommunicationForCustomerCare: 'Answer your questions.',
  CustomerCare: 'Help you as a customer.',
  CustomerClaimsManagement: 'Handle your complaints and returns.',
  CustomerManagement: 'Manage its customers.',
  CustomerOrderManagement: 'Handle your orders.',
  CustomerRelationshipManagement: 'Keep in touch with you as a customer.',
  CustomerSolvencyMonitoring: 'Judge whether you can pay.',
  // Law and safety
  LegalCompliance: 'Follow the law.',
  FulfilmentOfObligation: 'Meet its duties.',
  FulfilmentOfContractualObligation: 'Keep its contract with you.',
  EstablishContractualAgreement: 'Make a contract with you.',
  ProtectionOfIPR: 'Protect copyrights and trade marks.',
  RightsFulfilment: 'Let you use your rights.',
  DisputeManagement: 'Settle disputes.',
  EnforceSecurity: 'Keep its systems safe.',
  EnforceAccessControl: 'Control who gets in.',
  IdentityAuthentication: 'Check that it is you.',
  IdentityVerification: 'Check who you are.',
  Verification: 'Check what you say.',
  MisusePreventionAndDetection: 'Find and prevent misuse.',
  FraudPreventionAndDetection: 'Find and prevent fraud.',
  MaintainFraudDatabase: 'Keep a list of suspected fraud.',
  CounterMoneyLaundering: 'Find money laundering.',
  // Research and the public
  ResearchAndDevelopment: 'Do research.',
  AcademicResearch: 'Do academic research.',
  ScientificResearch: 'Do scientific research.',
  CommercialResearch: 'Do research for business.',
  NonCommercialResearch: 'Do research that is not for business.',
  PublicBenefit: 'Serve the public.',
  DataAltruism: 'Give details away for the public good.',
  CombatClimateChange: 'Work against climate change.',
  ImproveHealthcare: 'Improve health care.',
  ImprovePublicServices: 'Improve public services.',
  ImproveTransportMobility: 'Improve transport.',
  ProvideOfficialStatistics: 'Make official statistics.',
  PublicPolicyMaking: 'Inform public policy.',
  Counterterrorism: 'Work against terrorism.',
  ProtectionOfNationalSecurity: 'Protect national security.',
  ProtectionOfPublicSecurity: 'Protect public safety.',
  // The company itself
  OrganisationGovernance: 'Govern the company.',
  OrganisationComplianceManagement: 'Check that the company follows its rules.',
  OrganisationRiskManagement: 'Judge the company’s risks.',
  MemberPartnerManagement: 'Manage members and partners.',
  VendorManagement: 'Manage suppliers.',
  VendorPayment: 'Pay suppliers.',
  VendorRecordsManagement: 'Keep records of suppliers.',
  VendorSelectionAssessment: 'Choose suppliers.',
};

const cautions: Record<string, string> = {
  PersonalisedBenefits: 'Prices made for you can also be higher than for others.',
  DirectMarketing: 'Expect advertising from this shop.',
  CustomerSolvencyMonitoring: 'This judges you.',
  ServiceAccessDetermination: 'This can shut you out.',
  MaintainFraudDatabase: 'Your details could end up on a list.',
  DataAltruism: 'Others would hold your details.',
  SellDataToThirdParties: 'Others would hold your details.',
  SellInsightsFromData: 'Others would profit from your details.',
  CommercialPurpose: 'This says very little.',
};

/** The purpose in words, with a caution where one is due. */
export function purpose(term: string): Purpose {
  const name = term.replace(/^dpv:/, '');
  const sentence = sentences[name];
  if (/^(Personnel|Recruitment|HumanResource)/.test(name)) {
    return { sentence: 'Manage people who work or apply there.', caution: 'A shop does not need this to serve you.' };
  }
  if (sentence === undefined) return { sentence: `Something it calls ${name}.`, caution: 'Inkling does not know this purpose.' };
  const caution = cautions[name] ?? (/Advertising|Marketing|Campaign/.test(name) ? 'This is advertising.' : undefined);
  return caution === undefined ? { sentence } : { sentence, caution };
}
