import { gmicColumns } from '../../evaluation/gmicFigures.ts';
import { hdsColumns } from '../../evaluation/hdsFigures.ts';
import type { ModelCases } from '../evaluation/modelFigures.ts';

/** Every figure of these cases under its table's title. */
export function allFigures(model: ModelCases): readonly (readonly [title: string, value: number | null])[] {
  switch (model.architecture) {
    case 'hds-uresnet':
      return hdsColumns.map(({ title, of }) => [title, of(model.cases)]);
    case 'gmic':
      return gmicColumns.map(({ title, of }) => [title, of(model.cases)]);
  }
}
