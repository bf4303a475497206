/** What the page of a model runs: it brings to life what stands there without it, too. */
import { openFolds } from '../../report/client/folds.js';
import { startRace } from '../../report/client/race.js';
import { addTooltips } from '../../report/client/tooltip.js';
import { choosePairs } from './pairs.js';
import { startWhy } from './why/panel.js';

addTooltips();
openFolds();
for (const place of document.querySelectorAll('.pairs')) choosePairs(place);
for (const place of document.querySelectorAll('.why')) void startWhy(place);
for (const figure of document.querySelectorAll('figure.race')) startRace(figure, undefined);
