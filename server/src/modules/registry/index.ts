/** The province's register: parties, products, places, who speaks for which key, and on what mandate. */
export { descendantsOf, keysWithAttribute } from './attributes/find-by-master-data.ts'
export type { MasterDataFinding } from './attributes/master-data.ts'
export { checkMasterData, recordMasterData } from './attributes/master-data.ts'
export type { ShownCertificate } from './certificates/shown-certificates.ts'
export { shownCertificates } from './certificates/shown-certificates.ts'
export type { ShownTestResult } from './certificates/shown-test-results.ts'
export { shownTestResults } from './certificates/shown-test-results.ts'
export { announceChange } from './change.ts'
export { companyPrefixLengths } from './claims/company-prefix.ts'
export type { KeyDescription } from './claims/describe-keys.ts'
export { describeKeys } from './claims/describe-keys.ts'
export { countRegistered } from './count-registered.store.ts'
export { discloseField, erasePersonalFields } from './disclosures/disclose.ts'
export type { DisclosedField } from './disclosures/disclosure.store.ts'
export { selectPersonalData as personalDataOf } from './disclosures/disclosure.store.ts'
export { groupsOfAgency, groupsWithin } from './groups/read-groups.ts'
export { findSubjects } from './identifiers/find-subjects.ts'
export type { CellIssue, ImportCell, Spellings } from './import-cell.ts'
export { foldSpelling, numberText } from './import-cell.ts'
export type {
  DerivedColumn,
  ExportAsked,
  ExportPage,
  ExportTarget,
  ImportColumn,
  ImportTarget,
  Judged,
  Known,
  RowIssue,
  Sought,
} from './import-target.ts'
export { exportTargets, importTargets } from './import-targets.ts'
export type { LanguageMap } from './language-map.ts'
export { inLanguage } from './language-map.ts'
export { communePositions, locationCoordinates, unitNow } from './locations/coordinates.ts'
export type { LocationCard } from './locations/location-card.ts'
export { locationCards } from './locations/location-card.ts'
export { delegationPages } from './mandates/delegations.routes.ts'
export type { HeldMandate } from './mandates/mandate-for.ts'
export { actsFor, describesForHistory, mandatesHeldBy } from './mandates/mandate-for.ts'
export { dayOf } from './moment.ts'
export { toDoPages } from './obligations/to-do.routes.ts'
export { applicationPages } from './parties/applications/application-pages.routes.ts'
export { membersOf } from './parties/members/members-of.ts'
export { partiesMergedInto, standingParties } from './parties/merging/standing.ts'
export type { PartyCard } from './parties/party.ts'
export { partyBySender } from './parties/party-by-sender.ts'
export { partyByTaxCode } from './parties/party-by-tax-code.ts'
export { partyCards } from './parties/party-card.ts'
export { registryProblems } from './problems.ts'
export type { KeyEvents, ProductEvents } from './products/completeness/key-events.ts'
export type { DataItem, RuleSet } from './products/completeness/rule-set.ts'
export { ruleSetOn, ruleSets } from './products/completeness/rule-set.ts'
export type { ProductCard } from './products/product-card.ts'
export { productCard, productCards } from './products/product-card.ts'
export { registryRoutes } from './registry.routes.ts'
export { removeSample, samplePartyIDs } from './sample/remove-sample.ts'
export type { AddressToday } from './units/address/address.ts'
export { loadProvince } from './units/province/load-province.ts'
export type { UnitCard } from './units/read-gazetteer.ts'
export { successorsOf, unitCard, unitsWithin } from './units/read-gazetteer.ts'
