/** A term list of the Core Business Vocabulary 2.0 with the two URI spellings of its terms. */
export type Vocabulary = {
  /** Bare words as JSON spells them. */
  words: readonly string[]
  /** Start of the web URI: web + word. */
  web: string
  /** Start of the URN which CBV 1.2 used: urn + word. */
  urn: string
}

/** CBV 2.0 §7.1: business steps. */
export const bizSteps = [
  'accepting',
  'arriving',
  'assembling',
  'collecting',
  'commissioning',
  'consigning',
  'creating_class_instance',
  'cycle_counting',
  'decommissioning',
  'departing',
  'destroying',
  'disassembling',
  'dispensing',
  'encoding',
  'entering_exiting',
  'holding',
  'inspecting',
  'installing',
  'killing',
  'loading',
  'other',
  'packing',
  'picking',
  'receiving',
  'removing',
  'repackaging',
  'repairing',
  'replacing',
  'reserving',
  'retail_selling',
  'shipping',
  'staging_outbound',
  'stock_taking',
  'stocking',
  'storing',
  'transporting',
  'unloading',
  'unpacking',
  'void_shipping',
  'sensor_reporting',
  'sampling',
] as const

/** CBV 2.0 §7.2: dispositions. */
export const dispositions = [
  'active',
  'container_closed',
  'damaged',
  'destroyed',
  'dispensed',
  'disposed',
  'encoded',
  'expired',
  'in_progress',
  'in_transit',
  'inactive',
  'no_pedigree_match',
  'non_sellable_other',
  'partially_dispensed',
  'recalled',
  'reserved',
  'retail_sold',
  'returned',
  'sellable_accessible',
  'sellable_not_accessible',
  'stolen',
  'unknown',
  'available',
  'completeness_verified',
  'completeness_inferred',
  'conformant',
  'container_open',
  'mismatch_instance',
  'mismatch_class',
  'mismatch_quantity',
  'needs_replacement',
  'non_conformant',
  'unavailable',
] as const

/** CBV 2.0 §7.3: business transaction types. */
export const bizTransactionTypes = [
  'bol',
  'cert',
  'desadv',
  'inv',
  'pedigree',
  'po',
  'poc',
  'prodorder',
  'recadv',
  'rma',
  'testprd',
  'testres',
  'upevt',
] as const

/** CBV 2.0 §7.4: source and destination types. */
export const sourceDestTypes = ['owning_party', 'possessing_party', 'location'] as const

/** CBV 2.0 §7.5: error reasons. */
export const errorReasons = ['did_not_occur', 'incorrect_data'] as const

/** CBV 2.0 §7.7: components of a sensor value. */
export const components = [
  'x',
  'y',
  'z',
  'axial_distance',
  'azimuth',
  'height',
  'spherical_radius',
  'polar_angle',
  'elevation_angle',
  'easting',
  'northing',
  'latitude',
  'longitude',
  'altitude',
] as const

/** Sensor property types of the GS1 Web Vocabulary. */
export const measurementTypes = [
  'AbsoluteHumidity',
  'AbsorbedDose',
  'AbsorbedDoseRate',
  'Acceleration',
  'Radioactivity',
  'Altitude',
  'AmountOfSubstance',
  'AmountOfSubstancePerUnitVolume',
  'Angle',
  'AngularAcceleration',
  'AngularMomentum',
  'AngularVelocity',
  'Area',
  'Capacitance',
  'Conductance',
  'Conductivity',
  'Count',
  'Density',
  'Dimensionless',
  'DoseEquivalent',
  'DoseEquivalentRate',
  'DynamicViscosity',
  'ElectricCharge',
  'ElectricCurrent',
  'ElectricCurrentDensity',
  'ElectricFieldStrength',
  'Energy',
  'Exposure',
  'Force',
  'Frequency',
  'Illuminance',
  'Inductance',
  'Irradiance',
  'KinematicViscosity',
  'Length',
  'LinearMomentum',
  'Luminance',
  'LuminousFlux',
  'LuminousIntensity',
  'MagneticFlux',
  'MagneticFluxDensity',
  'MagneticVectorPotential',
  'Mass',
  'MassConcentration',
  'MassFlowRate',
  'MassPerAreaTime',
  'MemoryCapacity',
  'MolalityOfSolute',
  'MolarEnergy',
  'MolarMass',
  'MolarVolume',
  'Power',
  'Pressure',
  'RadiantFlux',
  'RadiantIntensity',
  'RelativeHumidity',
  'Resistance',
  'Resistivity',
  'SolidAngle',
  'SpecificVolume',
  'Speed',
  'SurfaceDensity',
  'SurfaceTension',
  'Temperature',
  'Time',
  'Torque',
  'Voltage',
  'Volume',
  'VolumeFlowRate',
  'VolumeFraction',
  'VolumetricFlux',
  'Wavenumber',
] as const

/** Values of a sensor report’s `exception`. */
export const sensorAlerts = ['ALARM_CONDITION', 'ERROR_CONDITION'] as const

/** Web namespace of the CBV terms. */
export const cbvNamespace = 'https://ref.gs1.org/cbv/'
/** The two namespaces which `gs1:` has stood for: context 2.0.0, and contexts 2.0.1 and unversioned. */
export const gs1Namespaces = ['https://gs1.org/voc/', 'https://ref.gs1.org/voc/'] as const

/** The lists by the member that holds their terms; those of the GS1 Web Vocabulary follow the document's `gs1:`. */
export const vocabularies = {
  bizStep: { words: bizSteps, web: `${cbvNamespace}BizStep-`, urn: 'urn:epcglobal:cbv:bizstep:' },
  disposition: { words: dispositions, web: `${cbvNamespace}Disp-`, urn: 'urn:epcglobal:cbv:disp:' },
  bizTransactionType: { words: bizTransactionTypes, web: `${cbvNamespace}BTT-`, urn: 'urn:epcglobal:cbv:btt:' },
  sourceDestType: { words: sourceDestTypes, web: `${cbvNamespace}SDT-`, urn: 'urn:epcglobal:cbv:sdt:' },
  errorReason: { words: errorReasons, web: `${cbvNamespace}ER-`, urn: 'urn:epcglobal:cbv:er:' },
  component: { words: components, web: `${cbvNamespace}Comp-`, urn: 'urn:epcglobal:cbv:comp:' },
} as const satisfies Record<string, Vocabulary>

export type VocabularyName = keyof typeof vocabularies

const spellings = new Map(Object.entries(vocabularies).map(([name, vocabulary]) => [name, spellingsOf(vocabulary)]))

function spellingsOf({ words, web, urn }: Vocabulary): Map<string, string> {
  return new Map(words.flatMap((word) => [web + word, urn + word, word].map((spelling) => [spelling, word])))
}

/** The bare word of a CBV term in any spelling (word, web URI, URN), or undefined where it is none. */
export function cbvWord(name: VocabularyName, value: string): string | undefined {
  return spellings.get(name)?.get(value)
}
