import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodePng } from '../../../main/exports/png.ts';
import {
  trainingReportHtml,
  writeTrainingReport,
  type TrainingReport,
} from '../../../main/training/trainingReport.ts';
import { temporaryFolder } from '../store/temporaryFolder.ts';
import { emptyCheckpoint } from './smallTraining.ts';

const { state } = emptyCheckpoint();
const png = encodePng({ width: 2, height: 2, channels: 1, data: new Uint8Array([0, 90, 180, 255]) });

const report: TrainingReport = {
  name: 'mine <1>',
  program: 'Mammoscope 0.1.0',
  created: '2030-01-02T03:04:05Z',
  parent: null,
  ended: 'All epochs were trained.',
  state: {
    ...state,
    epoch: 3,
    step: 30,
    best: { epoch: 2, metric: 0.8765 },
    elapsedMs: 90 * 60_000,
    curves: [1, 2, 3].map((epoch) => ({
      epoch,
      figures: {
        loss: 1 / epoch,
        'validation loss': epoch === 2 ? null : 2 / epoch,
        'learning rate': 0.01,
        ...(epoch === 1 ? {} : { 'validation AUC': 0.5 + epoch / 10 }),
      },
    })),
  },
  measured: [['AUC, test images', 0.91]],
  roc: [
    {
      name: 'malignant (AUC 0.91)',
      points: [
        { threshold: Infinity, sensitivity: 0, falsePositiveRate: 0 },
        { threshold: 0.5, sensitivity: 0.9, falsePositiveRate: 0.2 },
        { threshold: 0, sensitivity: 1, falsePositiveRate: 1 },
      ],
    },
  ],
  froc: [{ name: 'masses', points: [{ threshold: 0.5, sensitivity: 0.8, falsePositivesPerImage: 0.4 }] }],
  pictures: [{ caption: 'R-CC & "sample"', png }],
};

const html = trainingReportHtml(report);

/** Chart titles, which screen readers read. */
function charts(text: string): readonly string[] {
  return [...text.matchAll(/<title>([^<]*)<\/title>\n<rect/g)].map(([, title]) => title);
}

describe('the report of a training', () => {
  test('says that it is for research only, and what was trained on what', () => {
    expect(html).toContain('For research use only');
    for (const fact of [
      'made',
      '3 to train, 1 to validate',
      'epoch 2, 0.876',
      '3 of 50 epochs, 30 steps, 1 h 30 min',
    ]) {
      expect(html).toContain(fact);
    }
    expect(html).toMatch(/AUC, test images<\/th><td>0\.910</);
    expect(html).toContain('random numbers');
  });

  test('has a chart for each kind of figure', () => {
    expect(charts(html)).toEqual([
      'Loss',
      'Learning rate',
      'Validation AUC',
      'ROC, malignant (AUC 0.91)',
      'FROC, masses',
    ]);
  });

  test('a curve skips epochs without the figure, and is interrupted where it was not finite', () => {
    const path = (title: string) => {
      const svg = html.slice(html.indexOf(`<title>${title}</title>\n<rect`)).split('</svg>')[0];
      return [...svg.matchAll(/<path d="([^"]+)" fill="none" stroke-width="1.8"/g)].map(([, d]) =>
        d.replace(/[\d. ]+/g, ''),
      );
    };
    expect(path('Loss')).toEqual(['MLL', 'MM']);
    expect(path('Validation AUC')).toEqual(['ML']);
  });

  test('figures of several sizes are drawn on a logarithmic axis, others on an even one', () => {
    const labels = (...losses: number[]) => {
      const curves = losses.map((loss, at) => ({ epoch: at + 1, figures: { loss } }));
      const text = trainingReportHtml({ ...report, state: { ...state, curves }, roc: [], froc: [] });
      return [...text.matchAll(/text-anchor="end">([^<]+)</g)].map(([, label]) => label);
    };
    expect(labels(100, 1)).toEqual(['1', '10', '100']);
    expect(labels(10, 1)).toEqual(['2', '4', '6', '8', '10']);
    expect(labels(100, 0)).toEqual(['0', '20', '40', '60', '80', '100']);
  });

  test('no chart has more curves than can be told apart', () => {
    const figures = Object.fromEntries(Array.from({ length: 13 }, (_, exit) => [`loss ${exit}`, exit + 1]));
    const curves = [{ epoch: 1, figures }];
    const many = trainingReportHtml({ ...report, state: { ...state, curves }, roc: [], froc: [] });
    expect(charts(many)).toEqual(['Loss', 'Loss', 'Loss 12']);
  });

  test('needs nothing but itself', () => {
    expect(html).toContain("default-src 'none'");
    const addresses = [...html.matchAll(/\b(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
    expect(addresses).toEqual([`data:image/png;base64,${png.toString('base64')}`]);
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|<script|@import|url\(/);
  });

  test('escapes what it was given', () => {
    expect(html).not.toContain('mine <1>');
    expect(html).not.toContain('"sample""');
    expect(html).toContain('mine &#60;1&#62;');
  });

  test('of a training that was ended before anything was measured has neither charts nor figures', () => {
    const early = trainingReportHtml({ ...report, state, measured: [], roc: [], froc: [], pictures: [] });
    expect(early).not.toMatch(/<svg|<h2/);
    expect(early).toContain('no validation');
  });

  test('is written where it is asked for', async () => {
    const path = join(temporaryFolder(), 'report.html');
    expect(await writeTrainingReport(path, report)).toEqual({ ok: true, value: undefined });
    expect(readFileSync(path, 'utf8')).toBe(html);
  });
});
