import { type Check, hold, same, says, trials } from '../components/conformance.js';
import { parseParameters } from '../components/parameters.js';
import type { Chart, Tables } from './contract.js';
import { toJson } from './draw.js';
import { toSvg } from './render.js';

const rendered = (chart: Chart, tables: Tables) => chart.render(tables, parseParameters(chart, trials(chart).at(-1)!));

/** The checks of charts on these results. */
export function chartChecks(tables: Tables): readonly Check<Chart>[] {
  return [
    says,
    {
      title: 'has a title, and a description for those who do not see it',
      run: (chart) => {
        const { title, description } = rendered(chart, tables);
        const text = typeof title === 'string' ? title : (title as { readonly text?: unknown } | undefined)?.text;
        const lines: readonly unknown[] = Array.isArray(text) ? text : [text];
        hold(
          lines.every((line) => typeof line === 'string' && line !== ''),
          'its spec has no title',
        );
        hold((description ?? '').length > 80, `its description must tell what is shown; it is "${description ?? ''}"`);
      },
    },
    {
      title: 'is drawn without a warning, from the data in its spec',
      run: async (chart) => {
        const svg = await toSvg(rendered(chart, tables), (warning) => {
          throw new Error(warning);
        });
        hold(svg.startsWith('<svg'), 'nothing is drawn');
      },
    },
    {
      title: 'gives the same spec, sheet and table for the same results',
      run: (chart) => {
        const parameters = parseParameters(chart, trials(chart).at(-1)!);
        same(toJson(rendered(chart, tables)), toJson(rendered(chart, tables)), 'its spec is another');
        same(chart.sheet?.(tables, parameters), chart.sheet?.(tables, parameters), 'its sheet is another');
        same(chart.table?.(tables, parameters), chart.table?.(tables, parameters), 'its table is another');
      },
    },
  ];
}
