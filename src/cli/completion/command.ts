import { type AddCommand, chosenArgument } from '../options.js';
import { printFile } from '../output.js';

export const addCompletion: AddCommand = (program) => {
  program
    .command('completion')
    .description('print a script that lets your shell complete commands, flags and experiments')
    .addArgument(chosenArgument('<shell>', 'the shell that the script is for', ['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      `
Put into ~/.bashrc:  eval "$(moe completion bash)"
Put into ~/.zshrc:   source <(moe completion zsh)
Or, for fish:        moe completion fish > ~/.config/fish/completions/moe.fish`,
    )
    .action(async (shell: string) => {
      const { completionScript } = await import('./shells.js');
      printFile(completionScript(shell, program));
    });
};
