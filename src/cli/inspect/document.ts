/** What a model is, on the terminal: its experts, who decides where, and how sure that is. */
import { counted } from '../../counted.js';
import { badge, type Document, heading, paragraph, strong } from '../../documents/contract.js';
import type { BySize } from '../../fit/by-size.js';
import { ruleCases } from '../../fit/trust/rule-text.js';
import type { Inspected } from '../../inspect/contract.js';
import { setApart } from '../../inspect/experts/where.js';
import { factsOf } from '../../inspect/facts.js';
import { sizesTable } from '../../inspect/how-many/table.js';
import { verdictsOf } from '../../inspect/verdicts.js';
import { quoted } from '../../shell.js';
import { ending } from '../ending.js';
import { expertTable, ruleTable } from '../fit/document.js';

export function inspectDocument(inspected: Inspected): Document {
  const { bound, data, experts, likelihood, file } = inspected;
  const { target, origin } = bound.model;
  return [
    paragraph([strong(`${counted(experts.length, 'expert')} for ${target.name}`)]),
    ...verdictsOf(inspected).map(({ tone, name, text }) => paragraph([badge(tone, name), ` ${text}`])),
    { kind: 'facts', entries: factsOf(inspected).map(([label, text]) => [label, [text]]) },
    expertTable({ experts, likelihood, target }),
    ...whoDecides(inspected),
    ...(data?.bySize == null ? [] : byNumber(data.bySize, experts.length)),
    ...ending({
      next: [
        ...(data === null && origin !== null
          ? [
              [
                `moe inspect ${quoted(file)} --data TABLE`,
                'how many experts pay, and what sets their rows apart',
              ] as const,
            ]
          : []),
        ...(origin === null
          ? []
          : [
              [
                `moe inspect ${quoted(file)} --data ${data === null ? 'TABLE' : quoted(data.file)} -o model.html`,
                'the same as a page, with every row',
              ] as const,
            ]),
      ],
    }),
  ];
}

/** The rule that mimics the gate, and what the rows of each expert have that others have not. */
function whoDecides(inspected: Inspected): Document {
  const { bound, data, experts } = inspected;
  if (experts.length === 1) return [];
  const rule = bound.model.trust?.rule ?? null;
  const cases = rule === null ? null : { ...rule, cases: ruleCases(rule, bound.model.encoding.inputs) };
  const apart = data === null ? [] : experts.map((_, j) => setApart(inspected, data, j));
  return [
    ...ruleTable(cases),
    ...(apart.some((lines) => lines.length > 0)
      ? [
          heading(2, 'What sets their rows apart'),
          { kind: 'facts' as const, entries: apart.map((lines, j) => [`expert ${j}`, lines] as const) },
        ]
      : []),
  ];
}

function byNumber(bySize: BySize, k: number): Document {
  return bySize.sizes.length < 2 ? [] : [sizesTable(bySize, k)];
}
