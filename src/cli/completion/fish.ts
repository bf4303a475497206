import { quoted } from '../sources.js';
import type { Flag, Model, Values } from './model.js';

export function fishScript({ commands, flags, experiments }: Model): string {
  const names = commands.map(({ name }) => name).join(' ');
  const none = single(`not __fish_seen_subcommand_from ${names}`);
  return `# fish completion for moe: moe completion fish > ~/.config/fish/completions/moe.fish

function __moe_experiments
    set -l files experiments/*.yaml experiments/*.yml
    for name in ${['$files', ...experiments.map(quoted)].join(' ')}
        string replace -r '^.*/|\\.ya?ml$' '' -a -- $name
    end | sort -u
    __fish_complete_suffix .yaml
end

complete -c moe -f
${flags.map((flag) => flagLine(flag, none)).join('\n')}
${commands.map(({ name, about }) => `complete -c moe -n ${none} -a ${name} -d ${single(about)}`).join('\n')}
${commands
  .flatMap((command) => {
    const seen = single(`__fish_seen_subcommand_from ${command.name}`);
    const argument = command.values === null ? [] : [`complete -c moe -n ${seen} ${given(command.values)}`];
    return [...command.flags.map((flag) => flagLine(flag, seen)), ...argument];
  })
  .join('\n')}
`;
}

function flagLine({ names, about, values }: Flag, condition: string): string {
  const letters = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  const takes = values === null ? [] : ['-r', given(values)];
  return ['complete -c moe -n', condition, ...letters, ...takes, '-d', single(about)].join(' ');
}

function given(values: Values): string {
  switch (values.kind) {
    case 'words':
      return `-f -a ${single(values.words.join(' '))}`;
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

function single(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
