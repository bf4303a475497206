/** `moe completion`: a script for each shell, from what can be typed. */

import type { Command } from 'commander';
import { didYouMean, InputError, shown } from '../../errors.js';
import { quoted } from '../../shell.js';
import { shippedExperiments } from '../experiments.js';
import { type Flag, type Model, modelOf, type Offer, type Values } from './model.js';

/** How a script is made, by shell; a new one is one function and one line here. */
const scripts: Readonly<Record<string, (model: Model) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/**
 * A script made from the commands as they are defined. It holds all words, so that pressing tab starts no process; only
 * the names under experiments/ are looked up then.
 * @throws InputError for a shell that there is no script for.
 */
export function completionScript(shell: string, program: Command): string {
  const names = Object.keys(scripts);
  if (!names.includes(shell)) {
    throw new InputError(`shell must be one of ${names.join(', ')}; got ${shown(shell)}${didYouMean(shell, names)}`);
  }
  return scripts[shell]!(modelOf(program, shippedExperiments()));
}

/**
 * Names of experiments are compared here and not by `compgen -W`, which would run what a file's name holds. Bash 3.2,
 * which macOS has, knows neither `mapfile` nor `compopt`.
 */
function bashScript({ commands, flags, experiments }: Model): string {
  return `# bash completion for moe: put this line into ~/.bashrc
#   eval "$(moe completion bash)"

_moe_lines() {
  local line
  while IFS= read -r line; do COMPREPLY+=("$line"); done
}

_moe_words() {
  local word
  for word in "\${@:2}"; do [[ $word == "$1"* ]] && COMPREPLY+=("$word"); done
}

_moe_files() {
  compopt -o filenames 2>/dev/null
  _moe_lines < <(compgen -f -- "$1")
}

_moe_folders() {
  compopt -o filenames 2>/dev/null
  _moe_lines < <(compgen -d -- "$1")
}

_moe_experiments() {
  compopt -o filenames 2>/dev/null
  local file name names=(${experiments.map(quoted).join(' ')})
  for file in experiments/*.yaml experiments/*.yml; do
    name=\${file##*/}
    name=\${name%.y*ml}
    [[ -e $file && " \${names[*]} " != *" $name "* ]] && names+=("$name")
  done
  _moe_words "$1" "\${names[@]}"
  _moe_lines < <(compgen -d -- "$1"; compgen -f -X '!*.yaml' -- "$1"; compgen -f -X '!*.yml' -- "$1")
}

_moe() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case \${COMP_WORDS[i]} in
      ${commands.map(({ name }) => name).join('|')}) command=\${COMP_WORDS[i]}; break ;;
    esac
  done
  case "$command $before" in
${[...bashFlags('', flags), ...commands.flatMap((one) => bashFlags(one.name, one.flags))].join('\n')}
  esac
  case "$command $word" in
    ' -'*) _moe_words "$word" ${flagNames(flags)} ;;
    ' '*) _moe_words "$word" ${commands.map(({ name }) => name).join(' ')} ;;
${commands.map(bashCommand).join('\n')}
  esac
}

complete -F _moe moe
`;
}

function bashFlags(command: string, flags: readonly Flag[]): string[] {
  return flags.flatMap(({ names, values }) => {
    if (values === null) return [];
    const patterns = names.map((name) => `'${command} ${name}'`).join('|');
    return [`    ${patterns}) ${bashValues(values)}; return ;;`];
  });
}

function bashCommand({ name, flags, values }: Offer): string {
  return [
    `    '${name} -'*) _moe_words "$word" ${flagNames(flags)} ;;`,
    ...(values === null ? [] : [`    '${name} '*) ${bashValues(values)} ;;`]),
  ].join('\n');
}

function flagNames(flags: readonly Flag[]): string {
  return flags.flatMap(({ names }) => names).join(' ');
}

function bashValues(values: Values): string {
  switch (values.kind) {
    case 'words':
      return `_moe_words "$word" ${values.words.map(quoted).join(' ')}`;
    case 'any':
      return ':';
    default:
      return `_moe_${values.kind} "$word"`;
  }
}

function fishScript({ commands, flags, experiments }: Model): string {
  const names = commands.map(({ name }) => name).join(' ');
  const none = fishQuoted(`not __fish_seen_subcommand_from ${names}`);
  return `# fish completion for moe: moe completion fish > ~/.config/fish/completions/moe.fish

function __moe_experiments
    set -l files experiments/*.yaml experiments/*.yml
    for name in ${['$files', ...experiments.map(quoted)].join(' ')}
        string replace -r '^.*/|\\.ya?ml$' '' -a -- $name
    end | sort -u
    __fish_complete_suffix .yaml
end

complete -c moe -f
${flags.map((flag) => fishFlag(flag, none)).join('\n')}
${commands.map(({ name, about }) => `complete -c moe -n ${none} -a ${name} -d ${fishQuoted(about)}`).join('\n')}
${commands
  .flatMap((command) => {
    const seen = fishQuoted(`__fish_seen_subcommand_from ${command.name}`);
    const argument = command.values === null ? [] : [`complete -c moe -n ${seen} ${fishValues(command.values)}`];
    return [...command.flags.map((flag) => fishFlag(flag, seen)), ...argument];
  })
  .join('\n')}
`;
}

function fishFlag({ names, about, values }: Flag, condition: string): string {
  const letters = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const takes = values === null ? [] : ['-r', fishValues(values)];
  return ['complete -c moe -n', condition, ...letters, ...takes, '-d', fishQuoted(about)].join(' ');
}

function fishValues(values: Values): string {
  switch (values.kind) {
    case 'words':
      return `-f -a ${fishQuoted(values.words.join(' '))}`;
    case 'experiments':
      return "-f -a '(__moe_experiments)'";
    case 'files':
      return '-F';
    case 'folders':
      return "-f -a '(__fish_complete_directories)'";
    case 'any':
      return '-f';
  }
}

function fishQuoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

function zshScript({ commands, flags, experiments }: Model): string {
  return `#compdef moe
# zsh completion for moe: put this line into ~/.zshrc, after compinit
#   source <(moe completion zsh)

_moe_experiments() {
  local -aU names
  names=(${experiments.map(quoted).join(' ')} experiments/*.y(a|)ml(N:t:r))
  _alternative 'experiments:experiment:compadd -a names' 'specs:spec:_files -g "*.y(a|)ml"'
}

_moe() {
  local curcontext=$curcontext state line
  local -A opt_args
  local -a commands
  commands=(
${commands.map(({ name, about }) => `    ${zshQuoted(`${name}:${about}`)}`).join('\n')}
  )
  _arguments -C ${[...flags.flatMap(zshFlag), "'1: :->command'", "'*:: :->rest'"].join(' \\\n    ')}
  case $state in
    command) _describe -t commands command commands ;;
    rest)
      case $words[1] in
${commands.map(zshCommand).join('\n')}
      esac
      ;;
  esac
}

if [[ $funcstack[1] == _moe ]]; then
  _moe "$@"
else
  compdef _moe moe
fi
`;
}

function zshCommand({ name, flags, values }: Offer): string {
  const argument = values === null ? [] : [zshQuoted(`*:${values.kind}:${zshValues(values)}`)];
  return `        ${name}) _arguments ${[...flags.flatMap(zshFlag), ...argument].join(' \\\n          ')} ;;`;
}

/** A flag may be given twice: some add up, and for the others the last one counts. */
function zshFlag({ names, about, values }: Flag): string[] {
  const told = about.replace(/[\\[\]:]/g, '\\$&');
  const takes = values === null ? '' : `:${values.kind}:${zshValues(values)}`;
  return names.map((name) => zshQuoted(`*${name}[${told}]${takes}`));
}

function zshValues(values: Values): string {
  switch (values.kind) {
    case 'words':
      return `(${values.words.join(' ')})`;
    case 'experiments':
      return '_moe_experiments';
    case 'files':
      return '_files';
    case 'folders':
      return '_files -/';
    case 'any':
      return ' ';
  }
}

function zshQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
