/** From a model to what every language writes of it. */
import { parametersOf, parseParameters } from '../components/parameters.js';
import { InputError } from '../errors.js';
import type { LearningParts } from '../experiment/catalog.js';
import { likelihoodOf } from '../experts/contract.js';
import { coefficientsOf } from '../fit/report.js';
import { encodeModel } from '../model/codec.js';
import type { Model } from '../model/contract.js';
import { featureNames } from '../tables/encode.js';
import type { Encoding } from '../tables/encoding.js';
import { version } from '../version.js';
import type { Portable } from './contract.js';

/**
 * The model as data that languages write.
 * @throws InputError for a model without a gate, and for an expert or a gate that declares no layers.
 */
export function portableOf(model: Model, catalog: LearningParts): Portable {
  const { encoding, target, expert, experts, gate } = model;
  if (gate === null)
    throw new InputError('the model has no gate, so nothing says which expert predicts a row: fit with --gate');
  const component = catalog.experts.get(expert.name);
  const settings = parseParameters(component, parametersOf(expert), catalog);
  const layersOf = component.layers;
  if (layersOf === undefined) throw unwritten(`expert ${expert.name}`);
  const probable = target.kind === 'classes' && likelihoodOf(component, target.kind) === 'log';
  return {
    about: aboutOf(model, catalog),
    encoding,
    names: featureNames(encoding),
    target,
    kinds: { expert: expert.name, gate: gate.reference.name },
    experts: experts.map((state) => layersOf(state, settings)),
    equations: equationsOf(model, catalog),
    gate: gateLayers(gate.reference, gate.state, catalog),
    probable,
    // A set of classes is told by their probabilities.
    intervals: target.kind === 'regression' || probable ? (model.trust?.intervals ?? null) : null,
  };
}

function gateLayers(reference: { readonly name: string }, state: unknown, catalog: LearningParts): Portable['gate'] {
  const gate = catalog.gates.get(reference.name);
  if (gate.layers === undefined) throw unwritten(`gate ${reference.name}`);
  return gate.layers(state, parseParameters(gate, parametersOf(reference), catalog));
}

function unwritten(what: string): InputError {
  return new InputError(`${what} cannot be written as code: it does not say its layers`);
}

function aboutOf(model: Model, catalog: LearningParts): string[] {
  const { target, experts, expert, gate, origin } = model;
  const many = experts.length === 1 ? 'one expert' : `${experts.length} experts`;
  const formula = origin?.options.formula;
  return [
    `Predicts ${target.name}: ${many} (${expert.name}), of which a gate (${gate!.reference.name}) chooses one for each row.`,
    ...(typeof formula === 'string' ? [`Formula: ${formula}`] : []),
    ...(origin === null
      ? []
      : [`Learned from ${origin.data.rows} rows of a table with SHA-256 ${origin.data.sha256}.`]),
    `Written by moe ${version()} from the model with digest ${String(encodeModel(model, catalog).digest)}.`,
    '',
    ...cellsOf(model.encoding),
  ];
}

const missingWords: Readonly<Record<Encoding['missing'], string>> = {
  refuse: 'A missing cell is refused.',
  drop: 'Where a cell is missing, nothing is predicted.',
  mean: 'A missing cell is taken for the mean, or for the most frequent category, of what was learned from.',
  'own-level': 'A missing cell counts as such where one was learned from, and is refused where none was.',
};

const unseenWords = {
  refuse: 'A category that was not learned from is refused.',
  base: 'A category that was not learned from is taken for the first one.',
  missing: 'A category that was not learned from is taken for a missing cell.',
} as const;

/** What is done about cells that are missing, and categories that are new. */
function cellsOf({ inputs, missing }: Encoding): string[] {
  const category = inputs.find((input) => input.kind === 'category');
  return [missingWords[missing], ...(category === undefined ? [] : [unseenWords[category.unseen]])];
}

/** A formula of more terms is not read. */
const mostTerms = 12;

function equationsOf(model: Model, catalog: LearningParts): Portable['equations'] {
  const { target } = model;
  const left = target.kind === 'regression' ? target.name : `log odds of ${target.labels[1]}`;
  return coefficientsOf(model, catalog).map((own) => {
    if (own === null || own.length > mostTerms + 1) return null;
    const terms = own.map(({ name, value }, at) => (at === 0 ? rounded(value) : `${rounded(value)} * ${name}`));
    return `${left} = ${terms.join(' + ').replaceAll('+ -', '- ')}`;
  });
}

const rounded = (value: number): string => String(Number(value.toPrecision(6)));
