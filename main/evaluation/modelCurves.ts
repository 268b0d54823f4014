/** The curves of one set of weights. Pure. */
import {
  brierScore,
  expectedCalibrationError,
  reliability,
  type ReliabilityBin,
} from '../../evaluation/calibration.ts';
import { frocCurve, type FrocPoint, type MarkedImage } from '../../evaluation/froc.ts';
import { imageCases } from '../../evaluation/gmicFigures.ts';
import {
  averagePrecision,
  precisionRecallCurve,
  type PrecisionRecallPoint,
} from '../../evaluation/precisionRecall.ts';
import { auc, rocCurve, type RocPoint, type Scored } from '../../evaluation/roc.ts';
import type { ModelCases } from './modelFigures.ts';

/** Curves of one question: does a mass show, is it malignant. Null where a class is absent. */
export interface ModelCurves {
  /** `mass`, `malignant` or `benign`. */
  readonly question: string;
  readonly auc: number | null;
  readonly averagePrecision: number | null;
  readonly roc: readonly RocPoint[] | null;
  readonly precisionRecall: readonly PrecisionRecallPoint[] | null;
  readonly froc: readonly FrocPoint[] | null;
  /** Of image scores taken as probabilities. */
  readonly calibration: {
    readonly brier: number;
    readonly expectedError: number;
    readonly bins: readonly ReliabilityBin[];
  };
}

export function modelCurves(model: ModelCases): readonly ModelCurves[] {
  switch (model.architecture) {
    case 'hds-uresnet':
      return [
        curvesOf(
          'mass',
          model.cases,
          model.cases.map(({ marked }) => marked),
        ),
      ];
    case 'gmic':
      return (['malignant', 'benign'] as const).map((name) =>
        curvesOf(
          name,
          imageCases(model.cases, name),
          model.cases.map((one) => one[name].marked),
        ),
      );
  }
}

function curvesOf(question: string, scored: readonly Scored[], marked: readonly MarkedImage[]): ModelCurves {
  return {
    question,
    auc: auc(scored)?.area ?? null,
    averagePrecision: averagePrecision(scored),
    roc: rocCurve(scored),
    precisionRecall: precisionRecallCurve(scored),
    froc: frocCurve(marked),
    calibration: {
      brier: brierScore(scored),
      expectedError: expectedCalibrationError(scored),
      bins: reliability(scored),
    },
  };
}
