/** study.yaml: what the specs beside it are about. Read as a spec is, and held against these. */
import { about, type Complaint, checkName, type Path } from '../../components/complaints.js';
import type { ParameterTable, ParsedParameters } from '../../components/contract.js';
import { type JsonSchema, tableSchema } from '../../components/json-schema.js';
import { readTable } from '../../components/parameters.js';
import { shown } from '../../errors.js';
import type { Spec } from '../contract.js';
import type { Quantity } from '../finding-contract.js';
import type { Study } from '../study-contract.js';
import { checkText, findingOf } from './findings.js';
import { refusal } from './refusal.js';
import { parseSource, readSource } from './source.js';

const paper = {
  title: { kind: 'text', about: 'Its title' },
  authors: { kind: 'list', of: 'text', items: 'names', least: 1, about: 'Who wrote it' },
  about: { kind: 'text', optional: true, about: 'What it is about, in a sentence or two, for someone new to it' },
  year: { kind: 'integer', min: 1600, max: 2999, optional: true, about: 'When it appeared' },
  url: { kind: 'text', optional: true, about: 'Where it can be read: http or https' },
  sections: {
    kind: 'mapping',
    of: 'text',
    items: 'sections to titles',
    optional: true,
    about: 'Titles of its sections, by their numbers; one with a title has a row of its own in the map of verdicts',
  },
} as const satisfies ParameterTable;

const studyTable = {
  paper: { kind: 'table', of: paper, optional: true, about: 'The paper that the specs reproduce' },
  headline: {
    kind: 'text',
    optional: true,
    about: 'What was found, in one sentence; numbers as {experiment: F1} or {experiment: task/method metric}',
  },
  rests: {
    kind: 'names',
    about: 'The claims, as experiment/claim, that must come out as expected for the headline to stand',
  },
  findings: {
    kind: 'list',
    of: 'text',
    items: 'figures as experiment/figure',
    most: 5,
    distinct: true,
    default: [],
    about: 'The figures whose findings matter most, the first first',
  },
} as const satisfies ParameterTable;

/** JSON Schema (draft-07) of studies, for editors. */
export function studySchema(): JsonSchema {
  return { $schema: 'http://json-schema.org/draft-07/schema#', title: 'A study of moe', ...tableSchema(studyTable) };
}

/** The experiments that there are by name, each of which is read when it is asked for. */
export interface Specs {
  readonly names: readonly string[];
  /** Of one of the names. */
  spec(name: string): Spec;
}

/** @throws InputError for a file that cannot be read, with file:line:column for what is wrong, and what a spec throws. */
export function readStudy(path: string, specs: Specs): Study {
  const file = parseSource(readSource(path));
  const complaints: Complaint[] = [];
  const complain = (complaint: Complaint) => void complaints.push(complaint);
  const written = readTable(studyTable, file.data, [], { registries: {}, complain }) as Written;
  if (complaints.length === 0) complaints.push(...checkStudy(written, specs));
  if (complaints.length > 0) throw refusal(complaints, file);
  const { headline, rests = [], findings, paper: about } = written;
  return {
    ...(about === undefined ? {} : { paper: about }),
    ...(headline === undefined ? {} : { headline: findingOf(headline, rests) }),
    findings: findings.map((name) => {
      const [experiment, figure] = name.split('/') as [string, string];
      return { experiment, figure };
    }),
  };
}

type Written = ParsedParameters<typeof studyTable>;

function checkStudy({ paper: of, headline, rests = [], findings }: Written, specs: Specs): Complaint[] {
  const url = of?.url;
  const said = headline === undefined ? [] : checkText(headline, ['headline'], specOfQuantity);
  return [
    ...(url === undefined || isAddress(url)
      ? []
      : [about(['paper', 'url'], `must be an address of http or https; got ${shown(url)}`)]),
    ...said,
    ...(headline === undefined && rests.length > 0 ? [about(['rests'], 'is of a headline, which is missing')] : []),
    ...rests.flatMap((name, i) => checkPart(name, ['rests', i], 'claim', ({ claims }) => claims.map(({ id }) => id))),
    ...findings.flatMap((name, i) => checkPart(name, ['findings', i], 'figure', withFinding)),
  ];

  function specOfQuantity(quantity: Quantity) {
    if ('count' in quantity) return undefined;
    const { experiment } = quantity;
    if (experiment === undefined) return 'must name its experiment first, as in {fixed-data: F1}';
    const [fault] = checkName(specs.names, experiment, []);
    return fault === undefined ? specs.spec(experiment) : `must name an experiment, one of ${specs.names.join(', ')}`;
  }

  /** `experiment/part`. */
  function checkPart(name: string, at: Path, what: string, partsOf: (spec: Spec) => readonly string[]): Complaint[] {
    const [experiment = '', part, ...more] = name.split('/');
    if (part === undefined || more.length > 0) return [about(at, `must be experiment/${what}; got ${shown(name)}`)];
    const fault = checkName(specs.names, experiment, at);
    return fault.length > 0 ? fault : checkName(partsOf(specs.spec(experiment)), part, at);
  }
}

function withFinding({ figures }: Spec): readonly string[] {
  return figures.flatMap(({ chart, finding }) => (finding === undefined ? [] : [chart.name]));
}

function isAddress(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
}
