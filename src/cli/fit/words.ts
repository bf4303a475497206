export { agreement, lossWords, percent, referenceText, scoreName } from '../../inspect/words.js';
