import type { Architecture } from '../contract/card.ts';
import { gmic } from './gmic/model.ts';
import { hdsUresnet } from './hdsUresnet/model.ts';
import type { Model } from './model.ts';

/** Every network of the program. A new one is a folder beside this file and a line here (docs/add-a-model.md). */
export const registry: Readonly<Record<Architecture, Model>> = {
  gmic,
  'hds-uresnet': hdsUresnet,
};
