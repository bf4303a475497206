/** What a page runs: says what is under the pointer, and brings its races to life; without it chosen steps stand there. */
import { startRace } from './race.js';
import { addTooltips } from './tooltip.js';

addTooltips();
for (const figure of document.querySelectorAll('figure.race')) startRace(figure);
