/** The command line: `mammoscope <command>`. Plain Node, no window. Exit codes: 0 done, 1 some failed, 2 bad usage. */
import { CommanderError } from 'commander';
import { createProgram } from './cli/program.ts';

// Whoever reads the output may stop reading (`| head`): that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(process.exitCode ?? 0);
});

try {
  await createProgram().parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else {
    throw error;
  }
}
