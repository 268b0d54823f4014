import { extname } from 'node:path';

/**
 * The module `name` (no ending) beside the one whose `import.meta.url` is `base`: TypeScript where the sources run, JavaScript
 * in the packaged program, whose compiler leaves addresses of workers and children alone.
 */
export function moduleBeside(base: string, name: string): URL {
  return new URL(`./${name}${extname(new URL(base).pathname)}`, base);
}
