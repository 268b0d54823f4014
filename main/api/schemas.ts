/** What every request must look like: checked where it arrives, before any handler sees it. Everything is bounded. */
import { z } from 'zod';
import type { CallName, RequestOf } from '../../contract/api.ts';
import { protocolLimits } from '../../contract/settings.ts';
import type { Settings } from '../../contract/settings.ts';

/** Identifiers are opaque, and short whoever makes them. */
const identifier = z.string().min(1).max(100);
const examId = identifier;
const nothing = z.null();

/** Texts that a reader types. */
const shortText = z.string().max(1000);
const longText = z.string().max(20_000);

/** Source pixels; a line may leave the image, but not the world. */
const coordinate = z.number().min(-1e6).max(1e6);
const point = z.strictObject({ x: coordinate, y: coordinate });
const twoPoints = { from: point, to: point };

const shape = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('length'), ...twoPoints }),
  z.strictObject({ type: z.literal('ellipse'), ...twoPoints }),
  z.strictObject({ type: z.literal('freehand'), points: z.array(point).min(1).max(20_000) }),
  z.strictObject({ type: z.literal('arrow'), ...twoPoints, text: shortText }),
  z.strictObject({ type: z.literal('text'), at: point, text: shortText }),
]);

const annotation = z.strictObject({
  annotationId: identifier,
  imageId: identifier,
  frame: z.int().min(0).max(100_000),
  shape,
});

const viewPosition = z.enum([
  ...(['CC', 'MLO', 'ML', 'LM', 'LMO', 'SIO', 'ISO', 'FB', 'XCC', 'XCCL', 'XCCM', 'SPECIMEN'] as const),
]);

const statedImage = z.strictObject({
  imageId: identifier,
  laterality: z.enum(['L', 'R']).nullable(),
  view: viewPosition.nullable(),
  analyseAnyway: z.boolean(),
});

const biRads = z.enum(['0', '1', '2', '3', '4A', '4B', '4C', '5', '6']);

export const assessmentSchema = z.strictObject({
  density: z.enum(['a', 'b', 'c', 'd', 'not-given']).nullable(),
  breasts: z
    .array(z.strictObject({ laterality: z.enum(['L', 'R']), biRads: biRads.nullable() }))
    .max(2)
    .refine((breasts) => new Set(breasts.map(({ laterality }) => laterality)).size === breasts.length, {
      error: 'a breast is assessed once',
    }),
  comment: longText,
});

const mostKeyedCommands = 500;

const setting = {
  readingMode: z.enum(['aided', 'unaided', 'sequential']),
  analyseOnOpen: z.boolean(),
  deidentified: z.boolean(),
  keys: z
    .record(z.string().max(100), z.array(z.string().max(50)).max(20))
    .refine((keys) => Object.keys(keys).length <= mostKeyedCommands, { error: 'too many commands' }),
  screenPixelsPerMm: z.number().min(0.1).max(1000).nullable(),
  view: z.string().max(64 * 1024),
} satisfies { readonly [Name in keyof Settings]: z.ZodType<Settings[Name]> };

const settingsChangesSchema = z.strictObject({
  readingMode: setting.readingMode.exactOptional(),
  analyseOnOpen: setting.analyseOnOpen.exactOptional(),
  deidentified: setting.deidentified.exactOptional(),
  keys: setting.keys.exactOptional(),
  screenPixelsPerMm: setting.screenPixelsPerMm.exactOptional(),
  view: setting.view.exactOptional(),
});

/** One that is unknown or makes no sense takes no other with it: above all not the reading mode. */
export function usableSettings(saved: object): Partial<Settings> {
  const usable = Object.entries(saved).flatMap(([name, value]) => {
    const parsed = Object.hasOwn(setting, name) ? setting[name as keyof Settings].safeParse(value) : null;
    return parsed?.success ? [[name, parsed.data]] : [];
  });
  return Object.fromEntries(usable) as Partial<Settings>;
}

const protocolName = z.string().trim().min(1).max(protocolLimits.name);

/** A schema per call, whose output is the call's request; one that is missing or says something else does not compile. */
export const schemas: { readonly [Name in CallName]: z.ZodType<RequestOf<Name>> } = {
  appState: nothing,
  listExams: nothing,
  listProblems: nothing,
  clearProblems: nothing,
  openExam: z.strictObject({ examId }),
  removeExams: z.strictObject({ examIds: z.array(examId).max(100_000) }),
  chooseAndIndex: z.strictObject({ kind: z.enum(['folder', 'files']) }),
  indexUpload: z.strictObject({ uploadId: identifier, label: z.string().max(300) }),
  openSample: nothing,
  cancelIndexing: nothing,
  stateImages: z.strictObject({
    examId,
    images: z.array(statedImage).min(1).max(10_000),
  }),
  analyseExam: z.strictObject({ examId, force: z.boolean() }),
  analyseAll: z.strictObject({ examIds: z.array(examId).max(100_000) }),
  cancelAnalysis: z.strictObject({ examId: examId.nullable() }),
  shownExam: z.strictObject({ examId }),
  reading: z.strictObject({ examId }),
  openReading: z.strictObject({ examId }),
  saveAssessment: z.strictObject({
    examId,
    assessment: assessmentSchema,
    before: assessmentSchema.optional(),
  }),
  lockAssessment: z.strictObject({ examId, assessment: assessmentSchema }),
  completeExam: z.strictObject({ examId, assessment: assessmentSchema }),
  reopenExam: z.strictObject({ examId }),
  annotations: z.strictObject({ examId }),
  saveAnnotation: z.strictObject({ examId, annotation }),
  removeAnnotation: z.strictObject({ examId, annotationId: identifier }),
  saveSettings: z.strictObject({ settings: settingsChangesSchema }),
  savedProtocols: nothing,
  saveProtocol: z.strictObject({
    protocol: z.strictObject({ name: protocolName, json: z.string().max(protocolLimits.json) }),
  }),
  removeProtocol: z.strictObject({ name: protocolName }),
};
