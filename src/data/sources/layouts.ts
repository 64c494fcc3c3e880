/** @file TABLE of the layouts in which pictures lie, the most particular first; which one it is is told by what is there. */

import { ilsvrc } from './ilsvrc/ilsvrc.ts';
import { imageFolder } from './image-folder.ts';
import { kaggle } from './kaggle.ts';
import type { Layout } from './layout.ts';
import { tinyImageNet } from './tiny-imagenet.ts';

export const LAYOUTS: readonly Layout[] = [ilsvrc, kaggle, tinyImageNet, imageFolder];
