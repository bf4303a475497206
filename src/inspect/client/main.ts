/** What the page of a model runs: it brings to life what stands there without it, too. */
import { openFolds } from '../../report/client/folds.js';
import { addTooltips } from '../../report/client/tooltip.js';
import { choosePairs } from './pairs.js';

addTooltips();
openFolds();
for (const place of document.querySelectorAll('.pairs')) choosePairs(place);
