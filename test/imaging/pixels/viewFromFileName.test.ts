import { expect, it } from 'vitest';
import { viewFromFileName } from '../../../imaging/pixels/viewFromFileName.ts';

it.each([
  ['L-CC.png', 'L', 'CC'],
  ['R_MLO.png', 'R', 'MLO'],
  ['0_L-CC.png', 'L', 'CC'],
  ['A_0002_1.RIGHT_MLO.png', 'R', 'MLO'],
  ['A_0002_1.LEFT_CC.LJPEG.png', 'L', 'CC'],
  ['LCC.pgm', 'L', 'CC'],
  ['rmlo.png', 'R', 'MLO'],
  ['patient12 left mlo.PNG', 'L', 'MLO'],
  ['study/7-RMLO2.png', 'R', 'MLO'],
  ['C:\\images\\leftCC.png', 'L', 'CC'],
  ['cc_right.png', 'R', 'CC'],
  ['R-XCCL.png', 'R', 'XCCL'],
  ['LML.png', 'L', 'ML'],
  ['L.png', 'L', null],
  ['mlo.png', null, 'MLO'],
  ['image.png', null, null],
  ['L_R_CC.png', null, 'CC'],
  ['LCC_vs_LMLO.png', 'L', null],
  ['recall.png', null, null],
  ['LCC and RCC.png', null, 'CC'],
  ['', null, null],
])('%s', (name, laterality, viewPosition) => {
  expect(viewFromFileName(name)).toEqual({ laterality, viewPosition });
});
