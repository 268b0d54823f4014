/** Files and folders named on a command line, by "open with" or by a second start. Pure. */
import { isAbsolute, resolve } from 'node:path';

/**
 * The paths among a start's arguments: what follows the program (and, unpackaged, the app's folder), without options.
 * Relative ones are below `workingDirectory`.
 */
export function pathsToOpen(argv: readonly string[], packaged: boolean, workingDirectory: string): string[] {
  return argv
    .slice(packaged ? 1 : 2)
    .filter((argument) => argument !== '' && !argument.startsWith('-'))
    .map((argument) => (isAbsolute(argument) ? argument : resolve(workingDirectory, argument)));
}
