import { describe, expect, it } from 'vitest';
import { publishedAnswers } from '../../../contract/answers.ts';
import { drawnCase, predictionColour, truthColour } from '../../../main/evaluation/casePicture.ts';
import { metricsJson } from '../../../main/evaluation/metricsJson.ts';
import { measure } from '../../../main/evaluation/measure.ts';
import { modelCurves } from '../../../main/evaluation/modelCurves.ts';
import { modelFigures, type ModelCases } from '../../../main/evaluation/modelFigures.ts';
import { reportHtml, type ReportedModel } from '../../../main/evaluation/report.ts';
import { dataChoice } from '../../../main/evaluation/sources.ts';
import { cardOf, exampleOf, gmicFindings, map } from './samples.ts';

const size = { width: 4, height: 2 };

function reported(name: string): ReportedModel {
  const measured = [
    measure(
      exampleOf(size, [{ drawn: ['##..', '....'] }]),
      gmicFindings(map('90'), map('00'), 0.9),
      0.5,
      publishedAnswers,
    ),
    measure(
      exampleOf(size, [], { patient: 'p2' }),
      gmicFindings(map('10'), map('00'), 0.2),
      0.5,
      publishedAnswers,
    ),
  ].map((one) => {
    if (one.architecture !== 'gmic') throw new Error(one.architecture);
    return one.measured;
  });
  const cases: ModelCases = { architecture: 'gmic', cases: measured };
  const options = { folds: null, seed: 1, threshold: 0.5 };
  return {
    figures: modelFigures(cardOf(name, 'gmic', { trainingData: '<i>phantoms</i>' }), cases, options),
    curves: modelCurves(cases),
    worst: [{ name: '<b>p1</b>', caption: 'malignant', picture: Uint8Array.of(1, 2, 3) }],
  };
}

describe('the report', () => {
  const html = reportHtml({
    created: '2026-11-01T00:00:00.000Z',
    program: 'Mammoscope 1',
    about: ['2 images'],
    models: [reported('lesions'), reported('others')],
    problems: ['a.dcm: <damaged>'],
  });

  it('needs nothing else, and says what it is for', () => {
    expect(html).toContain('For research use only');
    expect(html.match(/(?:src|href)="(?!data:)/g)).toBe(null);
    expect(html).not.toMatch(/<script|url\(|@import/);
    expect(html).toContain("default-src 'none'");
  });

  it('has the curves of both classes with every model, and the worst cases', () => {
    expect(html.match(/<svg /g)).toHaveLength(8);
    for (const question of ['malignant', 'benign']) expect(html).toContain(`ROC of images, ${question}`);
    expect(html).toContain('lesions (AUC 1.000)');
    expect(html).toContain('data:image/png;base64,AQID');
  });

  it('lets no name become markup', () => {
    expect(html).not.toMatch(/<b>p1|<i>phantoms|<damaged>/);
    expect(html).toContain('&#60;b&#62;p1');
  });
});

describe('metrics.json', () => {
  it('has figures, curves and operating points, and says what it is for', () => {
    const text = metricsJson({
      created: '2026-11-01T00:00:00.000Z',
      programVersion: '1',
      device: 'cpu',
      data: [{ description: 'two', images: 2, patients: 2 }],
      options: { threshold: 0.5, testTimeAugmentation: null, folds: null, seed: 1 },
      models: [reported('lesions')],
      problems: [],
    });
    const parsed = JSON.parse(text) as Record<string, unknown>;
    expect(parsed).toMatchObject({
      format: 'mammoscope-metrics',
      version: 1,
      researchUseOnly: true,
      models: [
        {
          name: 'lesions',
          subsets: [{ kind: 'all', figures: { malignantAuc: { value: 1 } } }, { kind: 'vendor' }],
          curves: [
            { question: 'malignant', auc: 1 },
            { question: 'benign', auc: null, roc: null },
          ],
        },
      ],
    });
  });
});

describe('a picture of a case', () => {
  it('outlines truth and prediction', () => {
    const side = 40;
    const square = (from: number, to: number) => ({
      width: side,
      height: side,
      data: Uint8Array.from({ length: side * side }, (_, at) => {
        const [x, y] = [at % side, Math.floor(at / side)];
        return Number(x >= from && x < to && y >= from && y < to);
      }),
    });
    const { data, width } = drawnCase(
      { size: { width: side, height: side }, pixels: new Uint8Array(side * side).fill(100) },
      { truth: square(4, 16), predicted: square(20, 36), patches: [] },
    );
    const at = (x: number, y: number) => [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
    expect(at(4, 10)).toEqual([...truthColour]);
    expect(at(15, 4)).toEqual([...truthColour]);
    expect(at(10, 10)).toEqual([100, 100, 100]);
    const dashes = Array.from({ length: 16 }, (_, i) => at(20 + i, 20)[0]);
    expect(dashes.filter((red) => red === predictionColour[0]).length).toBeGreaterThan(8);
    expect(dashes.filter((red) => red === 100).length).toBeGreaterThan(3);
  });
});

describe('where images come from', () => {
  it.each([
    ['phantom:7', { type: 'phantoms', seed: 7, exams: 20 }],
    ['phantom:7:2', { type: 'phantoms', seed: 7, exams: 2 }],
    ['exams/a', { type: 'folder', folder: 'exams/a' }],
  ])('%s', (text, value) => {
    expect(dataChoice(text)).toEqual({ ok: true, value });
  });

  it.each(['phantom:', 'phantom:x', 'phantom:1:0', 'phantom:1:2:3', 'phantom:-1', 'phantom:1:1e3'])(
    '%s is refused',
    (text) => {
      expect(dataChoice(text)).toMatchObject({ ok: false, problem: { kind: 'bad-input' } });
    },
  );
});
