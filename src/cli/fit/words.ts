export { lossWords, percent, referenceText, scoreName } from '../../inspect/words.js';
