/** The figures of GMIC's paper over images. Pure. */
import { mean, type Column } from './columns.ts';
import { frocArea, frocCurve, frocLimit } from './froc.ts';
import type { GmicCase, LesionClass } from './gmicCase.ts';
import { auc, type Scored } from './roc.ts';

/** The paper's cases: a breast's score is the mean of its views' (section 3.1). */
export function breastCases(
  cases: readonly GmicCase[],
  name: LesionClass,
): readonly (Scored & { readonly patient: string })[] {
  return [...Map.groupBy(cases, ({ patient, breast }) => JSON.stringify([patient, breast])).values()].map(
    (views) => ({
      patient: views[0].patient,
      positive: views.some((view) => view[name].positive),
      score: views.reduce((sum, view) => sum + view[name].score, 0) / views.length,
    }),
  );
}

export function imageCases(cases: readonly GmicCase[], name: LesionClass): readonly Scored[] {
  return cases.map((one) => one[name]);
}

/**
 * Share of the views with a lesion in which patches that overlap one have more attention on average than the others. Views
 * in which no patch overlaps count against it; those in which all do have no others and are left out.
 */
export function attentionShare(cases: readonly GmicCase[]): number | null {
  const compared = cases
    .map(({ attention }) => attention)
    .filter((attention) => attention !== null)
    .filter(({ overlapping, others }) => overlapping === null || others !== null);
  return mean(
    compared.map(({ overlapping, others }) => Number(overlapping !== null && overlapping > (others ?? 0))),
  );
}

function ofClass(name: LesionClass, title: string): readonly Column<GmicCase>[] {
  const key = (figure: string) => `${name}${figure}`;
  const saliency = (figure: 'f1' | 'precision' | 'recall') => (cases: readonly GmicCase[]) =>
    mean(cases.map((one) => one[name].saliency?.[figure] ?? null).filter((value) => value !== null));
  return [
    {
      key: key('Auc'),
      title: `AUC ${title}`,
      meaning: `Of images, ${name}`,
      table: 'classification',
      of: (cases) => auc(imageCases(cases, name))?.area ?? null,
      interval: (cases) => auc(imageCases(cases, name))?.interval ?? null,
    },
    {
      key: key('BreastAuc'),
      title: `AUC ${title} breast`,
      meaning: `Of breasts (mean of the views), ${name}`,
      table: 'classification',
      of: (cases) => auc(breastCases(cases, name))?.area ?? null,
      interval: (cases) => auc(breastCases(cases, name))?.interval ?? null,
    },
    {
      key: key('F1'),
      title: `F1 ${title}`,
      meaning: `Continuous F1 of the ${name} saliency, mean over images with such a lesion`,
      table: 'localisation',
      of: saliency('f1'),
    },
    {
      key: key('Precision'),
      title: `Prec ${title}`,
      meaning: `Continuous precision, ${name}`,
      table: 'localisation',
      of: saliency('precision'),
    },
    {
      key: key('Recall'),
      title: `Rec ${title}`,
      meaning: `Continuous recall, ${name}`,
      table: 'localisation',
      of: saliency('recall'),
    },
    {
      key: key('FrocArea'),
      title: `FROC ${title}`,
      meaning: `Area below the FROC curve of the ${name} saliency's peaks up to ${frocLimit} false positives per image, divided by that`,
      table: 'localisation',
      of: (cases) => {
        const curve = frocCurve(cases.map((one) => one[name].marked));
        return curve === null ? null : frocArea(curve, frocLimit);
      },
    },
  ];
}

export const gmicColumns: readonly Column<GmicCase>[] = [
  ...ofClass('malignant', 'mal'),
  ...ofClass('benign', 'ben'),
  {
    key: 'attentionShare',
    title: 'Attention',
    meaning:
      'Share of the views with a lesion in which patches that overlap one have more attention than the others',
    table: 'localisation',
    of: attentionShare,
  },
  {
    key: 'firstPatchShare',
    title: 'First patch',
    meaning: 'Share of the views with a lesion in which the patch with the highest attention overlaps one',
    of: (cases) =>
      mean(
        cases
          .filter(({ attention }) => attention !== null)
          .map(({ attention }) => Number(attention!.firstOverlaps)),
      ),
  },
];
