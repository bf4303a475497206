import { quoted } from '../sources.js';
import type { Flag, Model, Offer, Values } from './model.js';

/**
 * Names of experiments are compared here and not by `compgen -W`, which would run what a file's name holds. Bash 3.2,
 * which macOS has, knows neither `mapfile` nor `compopt`.
 */
export function bashScript({ commands, flags, experiments }: Model): string {
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
${[...flagCases('', flags), ...commands.flatMap((one) => flagCases(one.name, one.flags))].join('\n')}
  esac
  case "$command $word" in
    ' -'*) _moe_words "$word" ${namesOf(flags)} ;;
    ' '*) _moe_words "$word" ${commands.map(({ name }) => name).join(' ')} ;;
${commands.map(commandCases).join('\n')}
  esac
}

complete -F _moe moe
`;
}

function flagCases(command: string, flags: readonly Flag[]): string[] {
  return flags.flatMap(({ names, values }) => {
    if (values === null) return [];
    const patterns = names.map((name) => `'${command} ${name}'`).join('|');
    return [`    ${patterns}) ${offered(values)}; return ;;`];
  });
}

function commandCases({ name, flags, values }: Offer): string {
  return [
    `    '${name} -'*) _moe_words "$word" ${namesOf(flags)} ;;`,
    ...(values === null ? [] : [`    '${name} '*) ${offered(values)} ;;`]),
  ].join('\n');
}

function namesOf(flags: readonly Flag[]): string {
  return flags.flatMap(({ names }) => names).join(' ');
}

function offered(values: Values): string {
  switch (values.kind) {
    case 'words':
      return `_moe_words "$word" ${values.words.map(quoted).join(' ')}`;
    case 'any':
      return ':';
    default:
      return `_moe_${values.kind} "$word"`;
  }
}
