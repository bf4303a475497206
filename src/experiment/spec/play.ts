/** What a section `play` may ask: trials that a browser can run, and knobs that the methods have. */
import { about, type Complaint, checkName, type Path, wrongValue } from '../../components/complaints.js';
import type { Component, Parameter, Reference } from '../../components/contract.js';
import { allowed, isMapping } from '../../components/kinds.js';
import { readValue, referencesOf } from '../../components/parameters.js';
import { shown } from '../../errors.js';
import { browserCatalog } from '../browser-catalog.js';
import { columnOf, runsOn, type Vocabulary, type Written } from './schema.js';

/** @param settingsOf every setting of a method on the task that can be set, by its path. */
export function checkPlay(
  spec: Written,
  settingsOf: (method: string) => Readonly<Record<string, Parameter>>,
  vocabulary: Vocabulary,
): Complaint[] {
  const { play } = spec;
  if (play === undefined) return [];
  const task = spec.tasks[play.task]!;
  const elsewhere = play.methods.flatMap((method, m) =>
    runsOn(spec.methods[method]!, play.task)
      ? []
      : [about(['play', 'methods', m], `must run on ${play.task}; got ${shown(method)}`)],
  );
  if (elsewhere.length > 0) return elsewhere;
  const columns = task.metrics.map(columnOf);
  const settings = play.methods.map((method) => {
    const learn = { ...task.learn[spec.methods[method]!.learn], ...spec.methods[method] };
    return knobsAmong(settingsOf(method), { data: task.data, expert: task.expert, learn });
  });
  return [
    ...play.metrics.flatMap((metric, m) => checkName(columns, metric, ['play', 'metrics', m])),
    ...checkClaim(spec),
    ...checkRuns(spec, vocabulary),
    ...Object.entries(play.knobs).flatMap(([name, knob]) =>
      checkKnob(knob, settings, ['play', 'knobs', name], vocabulary),
    ),
    ...checkAttempts(play),
  ];
}

type Play = NonNullable<Written['play']>;

/** Claims of other specs are looked up where these are read, too. */
function checkClaim({ claims, play }: Written): Complaint[] {
  const known = claims.map(({ id }) => id);
  if (play?.claim === undefined || play.claim.includes('/') || known.includes(play.claim)) return [];
  const must = 'the id of a claim of this spec, or <experiment>/<id> of one of another';
  return [wrongValue(['play', 'claim'], play.claim, must, known)];
}

/** What a browser lacks is said where it is named; that a method's reference is lacking, at the method. */
function checkRuns({ tasks, methods, play }: Written, vocabulary: Vocabulary): Complaint[] {
  const lacking = (registry: keyof typeof browserCatalog, name: string): readonly string[] => {
    const known = browserCatalog[registry].all.map((component: Component) => component.name);
    return known.includes(name) ? [] : [`${name}; it runs ${known.join(', ')}`];
  };
  const { data, expert, metrics } = tasks[play!.task]!;
  const ofTask = [...lacking('datasets', data.name), ...metrics.flatMap(({ name }) => lacking('metrics', name))].map(
    (what) => about(['play', 'task'], `must be one that a browser can run, which has no ${what}`),
  );
  const ofMethods = play!.methods.flatMap((name, m) => {
    const { learn, expert: own, ...parameters } = methods[name]!;
    const method = vocabulary.methods.get(learn);
    const onTask = (tasks[play!.task]!.learn[learn] ?? {}) as Readonly<Record<string, unknown>>;
    const used = own ?? (onTask.expert as Reference | undefined) ?? expert;
    const missing = [...lacking('methods', learn), ...lacking('experts', used.name)];
    const given = { ...onTask, ...parameters };
    const referred = missing.length > 0 ? [] : referencesOf(method.parameters, given, vocabulary);
    const rules = referred.flatMap(({ kind, reference }) =>
      lacking(kind as keyof typeof browserCatalog, reference.name),
    );
    const solvers = referred.flatMap(({ kind, reference, component }) => {
      if (rules.length > 0) return [];
      const here = browserCatalog[kind as keyof typeof browserCatalog].get(component.name).parameters;
      return Object.entries(here).flatMap(([key, parameter]) =>
        reference[key] === undefined || accepts(parameter, reference[key], vocabulary)
          ? []
          : [`${key} ${shown(reference[key])}; it takes ${allowed(parameter)}`],
      );
    });
    return [...missing, ...rules, ...solvers].map((what) =>
      about(['play', 'methods', m], `must be one that a browser can run, which has no ${what}`),
    );
  });
  return [...ofTask, ...ofMethods];
}

/** Some method has the settings, and wherever a method has them each of the values is allowed. */
function checkKnob(
  { set, to }: Play['knobs'][string],
  settings: readonly Readonly<Record<string, Parameter>>[],
  at: Path,
  vocabulary: Vocabulary,
): Complaint[] {
  const wrong = set.flatMap((setting, s) => {
    const parameters = settings.flatMap((known) => known[setting] ?? []);
    if (parameters.length === 0) {
      const known = [...new Set(settings.flatMap((each) => Object.keys(each)))];
      return [wrongValue([...at, 'set', s], setting, `one of ${known.join(', ')}`, known)];
    }
    return parameters.slice(0, 1).flatMap((parameter) => {
      const wrong = to.findIndex((value) => !accepts(parameter, value, vocabulary));
      return wrong < 0 ? [] : [about([...at, 'to', wrong], `must be ${allowed(parameter)}; got ${shown(to[wrong])}`)];
    });
  });
  const some = settings.some((known) => set.every((setting) => Object.hasOwn(known, setting)));
  return wrong.length > 0 || some
    ? wrong
    : [about([...at, 'set'], `must be of one method together; got ${shown(set)}`)];
}

/**
 * What a knob can set: what is chosen by its name is another method here, and of a size it is the number in it, such as
 * `learn.assign.min.ofEqual`.
 */
function knobsAmong(settings: Readonly<Record<string, Parameter>>, given: unknown): Record<string, Parameter> {
  const at = (path: string) => path.split('.').reduce<unknown>((value, key) => isMapping(value) && value[key], given);
  return Object.fromEntries(
    Object.entries(settings).flatMap(([path, parameter]): [string, Parameter][] => {
      if (parameter.kind === 'component') return [];
      const size = parameter.kind === 'size' ? at(path) : undefined;
      if (!isMapping(size)) return [[path, parameter]];
      const limits = 'share' in size ? { min: 0, max: 1 } : { min: 0 };
      return Object.keys(size).map((key) => [`${path}.${key}`, { kind: 'number', ...limits, about: parameter.about }]);
    }),
  );
}

function checkAttempts({ knobs, attempts }: Play): Complaint[] {
  return attempts.flatMap((attempt, a) =>
    Object.entries(attempt).flatMap(([name, value]): Complaint[] => {
      const at: Path = ['play', 'attempts', a, name];
      const known = checkName(Object.keys(knobs), name, at);
      if (known.length > 0 || knobs[name]!.to.includes(value)) return known;
      return [wrongValue(at, value, `one of the values of the knob, ${knobs[name]!.to.join(', ')}`)];
    }),
  );
}

/** Whether a parameter can have the value. */
export function accepts(parameter: Parameter, value: unknown, registries: Vocabulary): boolean {
  let accepted = true;
  const complain = (): void => {
    accepted = false;
  };
  readValue(parameter, value, [], { registries, complain });
  return accepted;
}
