/**
 * What a page runs: says what is under the pointer, filters its claims, copies its commands, and brings its races and its
 * knobs to life; without it chosen steps and the committed results stand there.
 */
import { addCopyButtons } from './copy.js';
import { addFilters } from './filter.js';
import { openFolds } from './folds.js';
import { playIn } from './play/panel.js';
import { startRace } from './race.js';
import { addTooltips } from './tooltip.js';
import { addVerdictMap } from './verdict-map.js';

addTooltips();
for (const map of document.querySelectorAll('.map')) addVerdictMap(map);
addFilters();
openFolds();
addCopyButtons();
const thread = document.querySelector('script.play-worker')?.textContent;
/** Each in a task of its own, between which the page answers its reader. */
const later = (act: () => void) => setTimeout(act);
if (thread) for (const section of document.querySelectorAll('.play')) later(() => playIn(section, thread));
for (const figure of document.querySelectorAll('figure.race')) later(() => startRace(figure, thread ?? undefined));
