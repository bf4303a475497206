/**
 * Prints docs/api.md, which `make format` writes: what src/index.ts exports, with docstrings and types as the sources have
 * them. The parser is TypeScript's own, of the version that package.json pins; generators of such pages do not read it yet.
 */
import { resolve } from 'node:path';
import { SyntaxKind } from 'typescript/unstable/ast';
import { API, SymbolFlags } from 'typescript/unstable/sync';

const intro = `# The library's API

<!-- Made by make format from the docstrings in src/; edit them there. -->

All that \`sparse-moe\` exports. [The library](library.md) shows how it is used.
`;

/** The names that src/index.ts exports, in the order of a reader: functions first, then what they take and give. */
const sections = {
  'Fit a mixture': [
    ...['fitMixture', 'FitData', 'Targets', 'FitOptions', 'TableData', 'TableOptions', 'FitRequest', 'FitHooks'],
    ...['FitProgress', 'StartsDone', 'GivenMatrix', 'GivenColumns', 'Choice', 'MissingPolicy', 'UnseenPolicy'],
    ...[
      'FittedMixture',
      'FittedTableMixture',
      'FitReport',
      'ExpertReport',
      'Score',
      'HeldScore',
      'SizeReport',
      'StartEnd',
    ],
  ],
  'Predict, save and load': [
    ...[
      'Mixture',
      'Predicted',
      'Predictions',
      'saveMixture',
      'loadMixture',
      'ModelJson',
      'Model',
      'ModelTarget',
      'FittedGate',
      'Origin',
    ],
    ...['Encoding', 'Input', 'Feature', 'Factor'],
  ],
  'Assign samples to experts': ['assign', 'AssignOptions', 'Size'],
  'Constrained minimization': [
    ...['minimize', 'MinimizeOptions', 'ConstrainedProblem', 'ObjectiveValue', 'ConstraintValues', 'Watch'],
    ...['Minimum', 'Found', 'Stopped'],
  ],
  'The pendulum': [
    ...['pendulum', 'Pendulum', 'PendulumState', 'Environment', 'Policy', 'BatchPolicy', 'RolloutOptions', 'Rollout'],
  ],
  'Random streams': ['stream', 'Rng'],
  Errors: ['InputError'],
  'Components of your own': [
    ...['modelOf', 'Component', 'ParameterTable', 'Reference', 'StateTable', 'Matrix', 'Features'],
    ...['AssignmentRule', 'Assign', 'Expert', 'BoundExpert', 'Samples', 'Gate', 'BoundGate', 'RoutedSamples'],
    ...['Dataset', 'Task', 'Target', 'Method', 'Problem', 'Learnt', 'Log', 'Step', 'Metric', 'Finished'],
  ],
};

/** The page, from the sources as they are. @throws where an export is in no section, or has no docstring. */
function apiPage() {
  const api = new API({ cwd: import.meta.dirname });
  try {
    const config = resolve(import.meta.dirname, 'tsconfig.json');
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
    const index = project.program.getSourceFile(resolve(import.meta.dirname, 'src/index.ts'));
    const found = new Map(
      project.checker.getExportsOfModule(project.checker.getSymbolAtLocation(index)).map((symbol) => {
        const target = symbol.flags & SymbolFlags.Alias ? project.checker.getAliasedSymbol(symbol) : symbol;
        return [symbol.name, target.declarations.map((handle) => handle.resolve(project))];
      }),
    );
    const listed = Object.values(sections).flat();
    const odd = [...found.keys(), ...listed].find((name) => !(found.has(name) && listed.includes(name)));
    if (odd !== undefined)
      throw new Error(`${odd} must be exported by src/index.ts and stand in one section of api.config.js`);
    return [intro, contents(), ...Object.entries(sections).map(([title, names]) => pageOf(title, names, found))].join(
      '\n',
    );
  } finally {
    api.close();
  }
}

/** What can be called, by section; types are found beside it. */
function contents() {
  const called = (names) => names.filter((name) => /^[a-z]/.test(name) || name === 'InputError');
  const line = ([title, names]) =>
    `- [${title}](#${anchor(title)}): ${called(names)
      .map((name) => `\`${name}\``)
      .join(', ')}`;
  return `${Object.entries(sections).map(line).join('\n')}\n`;
}

const anchor = (heading) =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

function pageOf(title, names, found) {
  return [`## ${title}\n`, ...names.map((name) => entry(name, found.get(name)))].join('\n');
}

/** A name with its docstring and declaration; of overloads, each. */
function entry(name, declarations) {
  const shown = declarations.filter(
    ({ body, kind }) => kind !== SyntaxKind.FunctionDeclaration || declarations.length === 1 || body === undefined,
  );
  return [
    `### ${name}\n`,
    ...shown.flatMap((declaration) => [prose(docOf(declaration)), fenced(codeOf(declaration))]),
  ].join('\n');
}

/** The text of the docstring before a declaration, or of the statement that it stands in. */
function docOf(declaration) {
  const holder = declaration.kind === SyntaxKind.VariableDeclaration ? declaration.parent.parent : declaration;
  const doc = holder.jsDoc?.at(-1);
  if (doc === undefined) throw new Error(`${declaration.name.text} has no docstring`);
  const text = declaration.getSourceFile().text.slice(doc.pos, doc.end).trim();
  return text
    .slice('/**'.length, -'*/'.length)
    .replace(/^\s*\* ?/gm, '')
    .trim();
}

/** Sentences as they are; tags as a list. */
function prose(doc) {
  const [text, ...tags] = doc.split(/^@(?=\w)/m);
  const said = {
    param: (words) => words.replace(/^(\S+)/, '`$1`:'),
    returns: (words) => `returns ${words}`,
    throws: (words) => `throws ${words}`,
  };
  const items = tags.map((tag) => {
    const [, kind, words] = /^(\w+)\s+([\s\S]*)$/.exec(tag);
    return `- ${said[kind](words.trim()).replace(/\s*\n\s*/g, ' ')}`;
  });
  return `${[text.trim(), items.join('\n')].filter((part) => part !== '').join('\n\n')}\n`;
}

const fenced = (code) => `\`\`\`ts\n${code}\n\`\`\`\n`;

/** A declaration without what is none of a caller's business: bodies, `export`, values. */
function codeOf(declaration) {
  const { text } = declaration.getSourceFile();
  const start = declaration.getStart();
  const whole = text.slice(start, declaration.end);
  switch (declaration.kind) {
    case SyntaxKind.FunctionDeclaration: {
      const end = declaration.body === undefined ? declaration.end : declaration.body.pos;
      return text
        .slice(start, end)
        .replace(/^export (async )?/, '')
        .replace(/;$/, '')
        .trim();
    }
    case SyntaxKind.VariableDeclaration:
      return `const ${declaration.name.text}: ${text.slice(declaration.type.pos, declaration.type.end).trim()}`;
    case SyntaxKind.ClassDeclaration:
      return `class ${declaration.name.text} extends ${declaration.heritageClauses[0].types[0].getText()}`;
    default:
      return whole.replace(/^export /, '');
  }
}

process.stdout.write(apiPage());
