import { describe, expect, it } from 'vitest';
import type { Architecture } from '../../../contract/card.ts';
import type { PixelSpacing } from '../../../contract/image.ts';
import type { ProblemKind } from '../../../contract/problem.ts';
import type { NotScoredReason } from '../../../contract/results.ts';
import type { ViewModifier, ViewPosition } from '../../../contract/view.ts';
import { kindUses } from '../../../contract/viewChoice.ts';
import schema from '../../../main/exports/results.schema.json' with { type: 'json' };

// Each record names every member of its type, or it does not compile: the schema lists the same.
const architectures: Record<Architecture, true> = { gmic: true, 'hds-uresnet': true };
const positions: Record<ViewPosition, true> = {
  CC: true,
  MLO: true,
  ML: true,
  LM: true,
  LMO: true,
  SIO: true,
  ISO: true,
  FB: true,
  XCC: true,
  XCCL: true,
  XCCM: true,
  SPECIMEN: true,
};
const modifiers: Record<ViewModifier, true> = {
  CV: true,
  AT: true,
  RL: true,
  RM: true,
  RI: true,
  RS: true,
  ID: true,
  M: true,
  S: true,
  TAN: true,
  NP: true,
  AC: true,
  IMF: true,
  AX: true,
};
const spacings: Record<PixelSpacing['source'], true> = {
  PixelSpacing: true,
  ImagerPixelSpacing: true,
  'ImagerPixelSpacing / EstimatedRadiographicMagnificationFactor': true,
  'ImagerPixelSpacing / (DistanceSourceToDetector / DistanceSourceToPatient)': true,
};
const reasons: Record<NotScoredReason, true> = {
  'no-laterality': true,
  'no-view': true,
  'other-view': true,
  'partial-view': true,
  'other-kind': true,
  copy: true,
  'raw-beside-processed': true,
  'modified-beside-plain': true,
  'other-kind-beside': true,
  'another-exposure': true,
};
const kinds: Record<ProblemKind, true> = {
  'not-found': true,
  unreadable: true,
  unwritable: true,
  'disk-full': true,
  'not-an-image': true,
  truncated: true,
  corrupt: true,
  unsupported: true,
  'too-large': true,
  'no-pixel-data': true,
  'no-laterality': true,
  'bad-checkpoint': true,
  'wrong-architecture': true,
  'unsafe-checkpoint': true,
  'unknown-weights': true,
  'name-taken': true,
  'no-device': true,
  'compute-failed': true,
  cancelled: true,
  'bad-input': true,
};

const { $defs, properties } = schema;

describe('the lists of the schema', () => {
  it.each([
    ['architectures', $defs.architecture.enum, architectures],
    ['views', $defs.image.properties.view.anyOf[0].enum, positions],
    ['view modifiers', $defs.image.properties.viewModifiers.items.enum, modifiers],
    ['sources of spacing', $defs.spacing.properties.source.enum, spacings],
    ['reasons', $defs.exam.properties.imagesNotScored.items.properties.reason.enum, reasons],
    ['kinds of images', $defs.kind.enum, kindUses],
    ['kinds of problems', properties.problems.items.properties.kind.enum, kinds],
  ])('are those of the contract: %s', (_, listed, expected) => {
    expect([...(listed ?? [])].sort()).toEqual(Object.keys(expected).sort());
  });
});
