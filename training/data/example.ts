/** What training reads: prepared images with their truth. Pure. */
import type { Size } from '../../contract/geometry.ts';
import type { Laterality } from '../../contract/view.ts';

export interface LesionTruth {
  readonly kind: 'mass' | 'calcifications';
  readonly label: 'benign' | 'malignant';
  /** 1 inside; (height, width) of the example. */
  readonly mask: Uint8Array;
}

/** One prepared image with its truth, before normalisation and augmentation. */
export interface Example {
  /** Unit of every split. */
  readonly patient: string;
  /** Shown to people; no path. */
  readonly name: string;
  readonly laterality: Laterality;
  readonly viewPosition: string;
  readonly vendor: string | null;
  readonly size: Size;
  /**
   * (height, width), row by row. `hds-uresnet/1`: 8-bit grey values, hung as prepared. `gmic/1`: the window's stored values
   * scaled to 0..65535.
   */
  readonly pixels: Uint8Array | Uint16Array;
  /** 1 in the breast; (height, width). */
  readonly breast: Uint8Array;
  readonly lesions: readonly LesionTruth[];
}

/** Where examples come from: random access by index, deterministic. */
export interface ExampleSource {
  readonly description: string;
  readonly patients: readonly string[];
  readonly count: number;
  /** Without making the example. */
  patientOf(index: number): string;
  example(index: number): Promise<Example>;
}

/** Examples that are made in groups: making one makes the others of its group nearly free. */
export interface GroupedSource extends ExampleSource {
  /** Indices of the examples that are made together with `index`, itself included. */
  groupOf(index: number): readonly number[];
}

/** Union of the masses: 1 inside; (height, width). What the HDS U-ResNet learns to outline. */
export function massMask({ lesions, size }: Pick<Example, 'lesions' | 'size'>): Uint8Array {
  return unionOf(
    lesions.filter(({ kind }) => kind === 'mass'),
    size.width * size.height,
  );
}

/** Union of lesions' masks of `length` pixels. */
export function unionOf(lesions: readonly LesionTruth[], length: number): Uint8Array {
  const union = new Uint8Array(length);
  for (const { mask } of lesions) for (let at = 0; at < length; at++) union[at] |= mask[at];
  return union;
}

/** What an image is labelled with: 1 where it is so, else 0. */
export interface ExampleLabels {
  /** A mass shows. */
  readonly mass: 0 | 1;
  /** A lesion of any kind with this label shows. GMIC learns (benign, malignant). */
  readonly benign: 0 | 1;
  readonly malignant: 0 | 1;
}

/** A lesion whose mask is empty, because it lies outside of what was prepared, does not count. */
export function labels(example: Pick<Example, 'lesions'>): ExampleLabels {
  const shown = example.lesions.filter(({ mask }) => mask.includes(1));
  const any = (wanted: (lesion: LesionTruth) => boolean): 0 | 1 => (shown.some(wanted) ? 1 : 0);
  return {
    mass: any(({ kind }) => kind === 'mass'),
    benign: any(({ label }) => label === 'benign'),
    malignant: any(({ label }) => label === 'malignant'),
  };
}
