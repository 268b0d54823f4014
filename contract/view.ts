/** Image Laterality (0020,0062). */
export type Laterality = 'L' | 'R';

/**
 * Mammography view by its ACR / View Position abbreviation (DICOM PS3.16 CID 4014; View Position
 * (0018,5101)).
 */
export type ViewPosition =
  'CC' | 'MLO' | 'ML' | 'LM' | 'LMO' | 'SIO' | 'ISO' | 'FB' | 'XCC' | 'XCCL' | 'XCCM' | 'SPECIMEN';

/** View Modifier Code Sequence items (PS3.16 CID 4015) by their ACR abbreviation. */
export type ViewModifier =
  'CV' | 'AT' | 'RL' | 'RM' | 'RI' | 'RS' | 'ID' | 'M' | 'S' | 'TAN' | 'NP' | 'AC' | 'IMF' | 'AX';

/** For Presentation or For Processing; null where the object does not say. */
export type PresentationIntent = 'FOR PRESENTATION' | 'FOR PROCESSING';
