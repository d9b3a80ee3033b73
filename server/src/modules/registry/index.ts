/** The province's register: parties, products, places, who speaks for which key, and on what mandate. */

export type { ShownCertificate } from './compliance/certificates/shown-certificates.ts'
export { shownCertificates } from './compliance/certificates/shown-certificates.ts'
export { toDoPages } from './compliance/obligations/to-do/to-do.routes.ts'
export type { ShownTestResult } from './compliance/test-results/shown-test-results.ts'
export { shownTestResults } from './compliance/test-results/shown-test-results.ts'
export { companyPrefixLengths } from './keys/claims/company-prefix.ts'
export type { KeyDescription } from './keys/claims/describe-keys.ts'
export { describeKeys } from './keys/claims/describe-keys.ts'
export { findSubjects } from './keys/identifiers/find-subjects.ts'
export { applicationPages } from './parties/applications/application-pages.routes.ts'
export { membersOf } from './parties/members/members-of.ts'
export { mergedNow } from './parties/merging/standing.store.ts'
export { partiesMergedInto, standingParties } from './parties/merging/standing.ts'
export type { PartyCard } from './parties/party.ts'
export { partyBySender } from './parties/party-by-sender.ts'
export { partyCards } from './parties/party-card.ts'
export { removeSample, samplePartyIDs } from './parties/sample/remove-sample.ts'
export { partyByTaxCode } from './parties/tax-code/party-by-tax-code.ts'
export { communePositions, locationCoordinates, unitNow } from './places/locations/coordinates.ts'
export type { LocationCard } from './places/locations/location-card.ts'
export { locationCards } from './places/locations/location-card.ts'
export type { AddressToday } from './places/units/address/address.ts'
export type { UnitCard } from './places/units/gazetteer/read-gazetteer.ts'
export { successorsOf, unitCard, unitsWithin } from './places/units/gazetteer/read-gazetteer.ts'
export { loadProvince } from './places/units/province/load-province.ts'
export { registryProblems } from './problems.ts'
export type { KeyEvents, ProductEvents } from './products/completeness/key-events.ts'
export type { DataItem, RuleSet } from './products/completeness/rule-set.ts'
export { ruleSetOn, ruleSets } from './products/completeness/rule-set.ts'
export { groupLines, groupsOfAgency, groupsWithin } from './products/groups/read-groups.ts'
export type { ProductCard } from './products/product-card.ts'
export { productCard, productCards } from './products/product-card.ts'
export { registryRoutes } from './registry.routes.ts'
export { discloseField, erasePersonalFields } from './rights/disclosures/disclose.ts'
export type { DisclosedField } from './rights/disclosures/disclosure.store.ts'
export { selectPersonalData as personalDataOf } from './rights/disclosures/disclosure.store.ts'
export { delegationPages } from './rights/mandates/delegations/delegations.routes.ts'
export type { HeldMandate } from './rights/mandates/mandate-for.ts'
export { actsFor, describesForHistory, mandatesHeldBy } from './rights/mandates/mandate-for.ts'
export type { CellIssue, ImportCell, Spellings } from './spreadsheets/import-cell.ts'
export { foldSpelling, numberText, sameInCells } from './spreadsheets/import-cell.ts'
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
  TargetDeps,
} from './spreadsheets/import-target.ts'
export { exportTargets, importTargets } from './spreadsheets/import-targets.ts'
export type { MasterDataFinding } from './statements/attributes/master-data.ts'
export { checkMasterData, recordMasterData } from './statements/attributes/master-data.ts'
export { countRegistered } from './statements/count-registered.store.ts'
export type { LanguageMap } from './statements/language-map.ts'
export { inLanguage } from './statements/language-map.ts'
export { descendantsOf, keysWithAttribute } from './statements/master-data/find-by-master-data.ts'
export { announceChange } from './versions/change.ts'
export { dayOf } from './versions/moment.ts'
