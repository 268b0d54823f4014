import { Command } from 'commander';
import { commands } from './commands.ts';
import { addLibraryOptions } from './dataDir.ts';

/** The whole command line, ready to parse. Throws commander's `CommanderError` for bad usage instead of exiting. */
export function createProgram(): Command {
  const program = new Command('mammoscope')
    .description('Mammography reader with AI inside. For research use only.')
    .showHelpAfterError('(add --help for the options)')
    // What comes after a command is the command's: --data of train and evaluate names images.
    .enablePositionalOptions();
  for (const command of commands) program.addCommand(command());
  for (const command of allCommands(program)) {
    command.exitOverride();
    addLibraryOptions(command);
  }
  return program;
}

function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}
