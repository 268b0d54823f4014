import type { Size } from '../../contract/geometry.ts';
import type { Architecture } from '../../contract/card.ts';
import { murmurHash128 } from '../../imaging/pixels/picture/hash.ts';
import { windowSize } from '../../imaging/prepare/gmic/window.ts';
import { hdsSize } from '../../imaging/prepare/hds.ts';
import { phantomViews, type PhantomView } from '../phantoms/phantomExam.ts';
import type { ExamPlan, VendorName } from '../phantoms/plan.ts';
import { planExam, type PlanOptions } from '../phantoms/planExam.ts';
import type { Example, GroupedSource } from './example.ts';
import { phantomImage } from './phantomImage.ts';
import { prepareExample, type ExamplePreparation } from './prepareExample.ts';

export interface PhantomExamplesOptions {
  readonly exams: number;
  /** Index of the first exam, from 0; 1 by default, as `mammoscope phantom` numbers them. */
  readonly firstIndex?: number;
  /** Both, by chance, where absent. */
  readonly vendor?: VendorName;
  readonly lesions?: PlanOptions['lesions'];
  /** HDS: height of the rendered pictures, pixels. The detector's own rows give the most detail, in ten times the time. */
  readonly rows?: number;
  /** What the network reads; the published size where absent. The pictures are rendered at its scale. */
  readonly size?: Size;
}

export const viewsPerExam = 4;
/** 1024 rows of network input show a breast that fills most, not all, of the picture's height. */
export const defaultHdsRows = 1280;

/**
 * Phantoms prepared as an analysis prepares images; an exam is a patient, and its four views (R CC, L CC, R MLO, L MLO)
 * follow each other. The same seed, index and options give the same examples on every machine. The views of the exam asked
 * for last are kept, the others rendered again when they are asked for.
 */
export function phantomExamples(
  architecture: Architecture,
  seed: number,
  options: PhantomExamplesOptions,
): GroupedSource {
  const { exams, firstIndex = 1, vendor, lesions = 'mixed' } = options;
  const render = renderer(architecture, options);
  const patientOfExam = (exam: number): string => `phantom-${seed}-${firstIndex + exam}`;
  let kept: { readonly exam: number; readonly examples: readonly Example[] } | null = null;
  return {
    description:
      `${exams} phantom exams, seed ${seed}, index ${firstIndex} to ${firstIndex + exams - 1}, ` +
      `vendor ${vendor ?? 'mixed'}, lesions ${lesions}, generator ${generatorDigest()}, ${render.description}`,
    patients: Array.from({ length: exams }, (_, exam) => patientOfExam(exam)),
    count: exams * viewsPerExam,
    patientOf: (index) => patientOfExam(Math.floor(index / viewsPerExam)),
    groupOf(index) {
      const first = index - (index % viewsPerExam);
      return Array.from({ length: viewsPerExam }, (_, view) => first + view);
    },
    async example(index) {
      const exam = Math.floor(index / viewsPerExam);
      if (index < 0 || exam >= exams) throw new RangeError(`there is no phantom example ${index}`);
      if (kept?.exam !== exam) {
        const plan = planExam(seed, firstIndex + exam, {
          lesions,
          ...(vendor === undefined ? {} : { vendor }),
        });
        kept = { exam, examples: render.examples(plan, patientOfExam(exam)) };
      }
      return kept.examples[index % viewsPerExam];
    },
  };
}

let knownDigest: string | null = null;

/** Of what the generator makes of two small exams, hexadecimal: another where phantoms look different. */
function generatorDigest(): string {
  if (knownDigest !== null) return knownDigest;
  const hash: number[] = [];
  for (const vendor of ['Aurelia', 'Northlight'] as const) {
    for (const view of phantomViews(planExam(1, 1, { vendor, lesions: 'always' }), 320)) {
      hash.push(...murmurHash128(new Uint8Array(view.pixels.buffer)));
      for (const { mask } of [view, ...view.lesions]) hash.push(...murmurHash128(mask));
    }
  }
  const words = murmurHash128(new Uint8Array(Uint32Array.from(hash).buffer));
  knownDigest = words.map((word) => word.toString(16).padStart(8, '0')).join('');
  return knownDigest;
}

interface Renderer {
  readonly description: string;
  examples(plan: ExamPlan, patient: string): readonly Example[];
}

function renderer(architecture: Architecture, { rows, size }: PhantomExamplesOptions): Renderer {
  switch (architecture) {
    case 'hds-uresnet': {
      const resized = size ?? hdsSize;
      const height = rows ?? Math.round((defaultHdsRows * resized.height) / hdsSize.height);
      return {
        description: `hds-uresnet/1 at ${resized.height} x ${resized.width} from ${height} rows`,
        examples: (plan, patient) =>
          prepareAll(plan, patient, height, false, { rule: 'hds-uresnet/1', size: resized }),
      };
    }
    case 'gmic': {
      const window = size ?? windowSize;
      const scale = window.height / windowSize.height;
      return {
        description: `gmic/1 at ${window.height} x ${window.width}`,
        examples: (plan, patient) => {
          const height = Math.round(plan.detector.rows * scale);
          return prepareAll(plan, patient, height, true, { rule: 'gmic/1', size: window });
        },
      };
    }
  }
}

function prepareAll(
  plan: ExamPlan,
  patient: string,
  rows: number,
  shrunk: boolean,
  preparation: ExamplePreparation,
): readonly Example[] {
  return Array.from(phantomViews(plan, rows), (view) => prepareView(view, patient, shrunk, preparation));
}

function prepareView(
  view: PhantomView,
  patient: string,
  shrunk: boolean,
  preparation: ExamplePreparation,
): Example {
  const { laterality, viewPosition, vendor } = view;
  const identity = {
    patient,
    name: `${patient} ${laterality} ${viewPosition}`,
    laterality,
    viewPosition,
    vendor,
  };
  const prepared = prepareExample(phantomImage(view, shrunk), identity, preparation);
  if (!prepared.ok) throw new Error(`${identity.name} cannot be prepared: ${prepared.problem.message}`);
  return prepared.value;
}
