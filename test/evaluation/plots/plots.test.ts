import { describe, expect, it } from 'vitest';
import { lineChart } from '../../../evaluation/plots/chart.ts';
import {
  frocChart,
  precisionRecallChart,
  reliabilityChart,
  rocChart,
} from '../../../evaluation/plots/curves.ts';

const paths = (svg: string) => [...svg.matchAll(/<path d="([^"]+)"[^>]*stroke-linejoin/g)].map(([, d]) => d);
const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map(([, content]) => content);

const axes = { x: { label: 'epoch' }, y: { label: 'loss' } };

describe('a chart', () => {
  it('draws each point where the axes say', () => {
    const svg = lineChart({
      title: 'Loss',
      x: { label: 'epoch', range: [0, 10] },
      y: { label: 'loss', range: [0, 2] },
      series: [{ name: 'train', points: [[0, 0], [5, 1], [10, 2]] }], // prettier-ignore
      width: 472,
      height: 276,
    });
    // 400 x 200 pixels from (58, 30).
    expect(paths(svg)).toEqual(['M58.0 230.0L258.0 130.0L458.0 30.0']);
    expect(texts(svg)).toEqual(
      expect.arrayContaining(['Loss', 'epoch', 'loss', '0', '2', '4', '0.5', '1.5']),
    );
  });

  it('takes powers of ten', () => {
    const svg = lineChart({
      title: 'Rate',
      x: { label: 'epoch', range: [0, 1] },
      y: { label: 'rate', range: [1e-4, 1], logarithmic: true },
      series: [{ name: 'rate', points: [[0, 1e-4], [0.5, 1e-2], [0.75, 0], [1, 1]] }], // prettier-ignore
      width: 472,
      height: 276,
    });
    expect(paths(svg)).toEqual(['M58.0 230.0L258.0 130.0M458.0 30.0']);
    expect(texts(svg)).toEqual(expect.arrayContaining(['1e-4', '0.001', '0.01', '0.1', '1']));
  });

  it('interrupts a curve where there is no value, and has a legend for several', () => {
    const points = [[0, 1], [1, NaN], [2, 3], [3, 4]] as const; // prettier-ignore
    const svg = lineChart({ title: 'T', ...axes, series: [{ name: 'a', points }, { name: 'b', points }] }); // prettier-ignore
    expect(paths(svg)).toHaveLength(2);
    expect(paths(svg)[0]).toMatch(/^M\S+ \S+M\S+ \S+L\S+ \S+$/);
    expect(texts(svg)).toEqual(expect.arrayContaining(['a', 'b']));
  });

  it.each([
    ['nothing', []],
    ['one point', [[3, 3]]],
    ['equal values', [[0, 5], [1, 5]]], // prettier-ignore
  ] as const)('has axes for %s', (_, points) => {
    const svg = lineChart({ title: 'T', ...axes, series: [{ name: 'a', points }] });
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(texts(svg).length).toBeGreaterThan(6);
  });

  it('lets no text become markup', () => {
    const svg = lineChart({
      title: '<script>alert("1")</script>',
      ...axes,
      series: [
        { name: '"><b>', points: [[0, 0]] },
        { name: '&', points: [[1, 1]] },
      ],
    });
    expect(svg).not.toMatch(/<script|<b>/);
    expect(svg).toContain('&#34;&#62;&#60;b&#62;');
  });
});

describe('curves of an evaluation', () => {
  it('draw FROC in steps up to the limit', () => {
    const at = (falsePositivesPerImage: number, sensitivity: number) => ({
      threshold: 0.5,
      falsePositivesPerImage,
      sensitivity,
    });
    const svg = frocChart([{ name: 'm', points: [at(0, 0), at(0, 0.5), at(1, 1), at(9, 1)] }], { limit: 2 });
    // 408 x 244 pixels from (58, 30).
    expect(paths(svg)).toEqual([
      'M58.0 274.0L58.0 274.0L58.0 274.0L58.0 152.0L262.0 152.0L262.0 30.0L466.0 30.0',
    ]);
  });

  it('draw ROC, precision and recall, and calibration', () => {
    const roc = rocChart([{ name: 'm', points: [{ threshold: 1, falsePositiveRate: 0.5, sensitivity: 1 }] }]);
    expect(paths(roc)).toEqual(['M262.0 30.0']);
    expect(roc).toContain('stroke="#999"');
    const pr = precisionRecallChart([{ name: 'm', points: [{ threshold: 1, precision: 1, recall: 0.5 }] }]);
    expect(paths(pr)).toEqual(['M262.0 30.0']);
    const bins = reliabilityChart([{ name: 'm', points: [{ count: 3, predicted: 0, observed: 1 }] }]);
    expect(paths(bins)).toEqual(['M58.0 30.0']);
  });
});
