/** What a model is, on the terminal: its experts, who decides where, and how sure that is. */
import { counted } from '../../counted.js';
import { badge, type Document, heading, paragraph, strong } from '../../documents/contract.js';
import type { BySize } from '../../fit/by-size.js';
import type { Inspected } from '../../inspect/contract.js';
import { setApart, waysTo } from '../../inspect/experts/where.js';
import { factsOf } from '../../inspect/facts.js';
import { sizesTable } from '../../inspect/how-many.js';
import { verdictsOf } from '../../inspect/verdicts.js';
import { percent } from '../../inspect/words.js';
import { quoted } from '../../shell.js';
import { ending } from '../ending.js';
import { expertTable } from '../fit/document.js';

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

/** Of every expert where it decides, by the rule that mimics the gate, and what its rows have that others have not. */
function whoDecides(inspected: Inspected): Document {
  const { bound, data, experts } = inspected;
  if (experts.length === 1) return [];
  const rule = bound.model.trust?.rule ?? null;
  const told = experts.map((_, j) => [
    ...(rule === null ? [] : waysTo(rule, j, bound.model.encoding.inputs)),
    ...(data === null ? [] : setApart(inspected, data, j)),
  ]);
  if (told.every((lines) => lines.length === 0)) return [];
  const fidelity = rule === null ? '' : ` (a rule that agrees with the gate on ${percent(rule.fidelity)} of the rows)`;
  return [
    heading(2, `Who decides where${fidelity}`),
    { kind: 'facts', entries: told.map((lines, j) => [`expert ${j}`, lines.length === 0 ? ['-'] : lines]) },
  ];
}

function byNumber(bySize: BySize, k: number): Document {
  return bySize.sizes.length < 2 ? [] : [heading(2, 'How many experts'), sizesTable(bySize, k)];
}
