import type { Exam } from '../../contract/exam.ts';
import type { Laterality, ViewModifier, ViewPosition } from '../../contract/view.ts';
import type { Protocol, ProtocolStep, ViewSelector } from './types.ts';

const select = (
  laterality: Laterality,
  view: ViewPosition | readonly ViewPosition[],
  { prior = 0, modifiers = [] as readonly ViewModifier[] } = {},
): ViewSelector => ({ laterality, views: typeof view === 'string' ? [view] : view, modifiers, prior });

type More = Parameters<typeof select>[2];

/** The right breast's view on the viewer's left, so that the chest walls meet. */
const pair = (view: ViewPosition | readonly ViewPosition[], more?: More): readonly ViewSelector[] => [
  select('R', view, more),
  select('L', view, more),
];

const step = (
  title: string,
  rows: ProtocolStep['rows'],
  more: Partial<Pick<ProtocolStep, 'mode' | 'ai' | 'linked'>> = {},
): ProtocolStep => ({ title, rows, mode: 'fit', ai: false, linked: true, ...more });

const overview = (title: string, prior: number): ProtocolStep =>
  step(title, [pair('CC', { prior }), pair('MLO', { prior })], { linked: false });

const pairs: readonly ProtocolStep[] = [step('CC pair', [pair('CC')]), step('MLO pair', [pair('MLO')])];

const displacedImplants: readonly ProtocolStep[] = [
  step('CC pair, implants displaced', [pair('CC', { modifiers: ['ID'] })]),
  step('MLO pair, implants displaced', [pair('MLO', { modifiers: ['ID'] })]),
];

const lateralPair = step('Lateral pair', [pair(['ML', 'LM'])]);

const quadrants: readonly ProtocolStep[] = [
  step('CC at 1:1', [pair('CC')], { mode: 'quadrants' }),
  step('MLO at 1:1', [pair('MLO')], { mode: 'quadrants' }),
];

const ai = step('AI', [pair('CC'), pair('MLO')], { ai: true, linked: false });

const breast = (laterality: Laterality): ProtocolStep =>
  step(`${laterality === 'R' ? 'Right' : 'Left'} breast`, [
    [select(laterality, 'CC'), select(laterality, 'MLO')],
  ]);

const againstPrior = (laterality: Laterality, view: ViewPosition): ProtocolStep =>
  step(`${laterality} ${view} against prior`, [
    [select(laterality, view), select(laterality, view, { prior: 1 })],
  ]);

/** Both breasts side by side, then against the newest prior, then each breast. */
const screening: Protocol = {
  format: 'mammoscope-hanging-protocol',
  version: 1,
  name: 'Screening, with priors',
  description: 'Both breasts side by side, then against the newest prior, each breast, and 1:1.',
  steps: [
    overview('Overview', 0),
    ...pairs,
    step('CC against prior', [pair('CC'), pair('CC', { prior: 1 })]),
    step('MLO against prior', [pair('MLO'), pair('MLO', { prior: 1 })]),
    breast('R'),
    breast('L'),
    ...displacedImplants,
    lateralPair,
    ...quadrants,
    ai,
  ],
};

const comparison: Protocol = {
  format: 'mammoscope-hanging-protocol',
  version: 1,
  name: 'Current, then prior',
  description: 'The exam by itself, the prior by itself, then every view beside its prior.',
  steps: [
    overview('Overview', 0),
    ...pairs,
    overview('Prior overview', 1),
    againstPrior('R', 'CC'),
    againstPrior('L', 'CC'),
    againstPrior('R', 'MLO'),
    againstPrior('L', 'MLO'),
    ...displacedImplants,
    lateralPair,
    ...quadrants,
    ai,
  ],
};

const singleBreast: Protocol = {
  format: 'mammoscope-hanging-protocol',
  version: 1,
  name: 'One breast',
  description: 'One breast at a time: both views, each against its prior, and 1:1.',
  steps: (['R', 'L'] as const)
    .flatMap((laterality) => [
      breast(laterality),
      againstPrior(laterality, 'CC'),
      againstPrior(laterality, 'MLO'),
      step(`${laterality} CC and MLO at 1:1`, breast(laterality).rows, { mode: 'quadrants' }),
    ])
    .concat(
      step('AI, right breast', breast('R').rows, { ai: true }),
      step('AI, left breast', breast('L').rows, { ai: true }),
    ),
};

export const standardProtocols: readonly Protocol[] = [screening, comparison, singleBreast];

/** The standard protocol that suits an exam: of one breast where it shows no more. */
export function usualProtocol(exam: Exam): Protocol {
  const sides = new Set(exam.images.map(({ laterality }) => laterality));
  return sides.size === 1 && !sides.has(null) ? singleBreast : screening;
}
