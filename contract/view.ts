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

/**
 * What an image is, by how it was acquired or made (Image Type (0008,0008), PS3.3 C.8.11.7.1.4 and Tables C.8-74c to e).
 *
 * - `conventional`: a mammogram as it always was; also where nothing says otherwise.
 * - `low-energy`, `high-energy`, `recombined`: of contrast mammography. The first looks like a mammogram, the last shows contrast.
 * - `synthetic`: a 2D image computed from tomosynthesis.
 * - `tomosynthesis`: slices; `projection`: one exposure of the arc they are computed from.
 * - `biopsy`: stereotactic images of an intervention.
 * - `mask`, `crop`: what archives keep beside a film: the outline of a lesion as an image, and a part cut out of it.
 * - `page`: text as an image (dose report, protocol, screenshot, scanned paper), and thumbnails and copies with marks of CAD.
 */
export type ImageKind =
  | 'conventional'
  | 'low-energy'
  | 'high-energy'
  | 'recombined'
  | 'synthetic'
  | 'tomosynthesis'
  | 'projection'
  | 'biopsy'
  | 'mask'
  | 'crop'
  | 'page';
