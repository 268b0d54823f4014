import { Command, Option } from 'commander';
import { commands } from './commands.ts';

/** The whole command line, ready to parse. Throws commander's `CommanderError` for bad usage instead of exiting. */
export function createProgram(): Command {
  const program = new Command('mammoscope')
    .description('Mammography reader with AI inside. For research use only.')
    .showHelpAfterError('(add --help for the options)')
    // What comes after a command is the command's: --data of evaluate names images.
    .enablePositionalOptions();
  for (const command of commands) program.addCommand(command());
  for (const command of allCommands(program)) {
    command.exitOverride();
    if (command.options.some(({ long }) => long === '--data')) continue;
    command.addOption(
      new Option('--data <dir>', 'folder of library, weights and cache (default: the user data folder)'),
    );
  }
  return program;
}

function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}
