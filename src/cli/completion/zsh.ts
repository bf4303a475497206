import { quoted } from '../sources.js';
import type { Flag, Model, Offer, Values } from './model.js';

export function zshScript({ commands, flags, experiments }: Model): string {
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
${commands.map(({ name, about }) => `    ${single(`${name}:${about}`)}`).join('\n')}
  )
  _arguments -C ${[...flags.flatMap(flagSpecs), "'1: :->command'", "'*:: :->rest'"].join(' \\\n    ')}
  case $state in
    command) _describe -t commands command commands ;;
    rest)
      case $words[1] in
${commands.map(commandCase).join('\n')}
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

function commandCase({ name, flags, values }: Offer): string {
  const argument = values === null ? [] : [single(`*:${values.kind}:${action(values)}`)];
  return `        ${name}) _arguments ${[...flags.flatMap(flagSpecs), ...argument].join(' \\\n          ')} ;;`;
}

/** A flag may be given twice: some add up, and for the others the last one counts. */
function flagSpecs({ names, about, values }: Flag): string[] {
  const told = about.replace(/[\\[\]:]/g, '\\$&');
  const takes = values === null ? '' : `:${values.kind}:${action(values)}`;
  return names.map((name) => single(`*${name}[${told}]${takes}`));
}

function action(values: Values): string {
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

function single(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
