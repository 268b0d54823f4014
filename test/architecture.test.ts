/** The import table and the separation of environments: that they hold is checked by `npm run check`; here, that they bite. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from './needs.ts';

interface CruiseOutput {
  readonly summary: { readonly violations: readonly { from: string; rule: { name: string } }[] };
}

const empty = 'export {};\n';

/** A project in small. Each violating file, its content, and the rule that names it. */
const violations: readonly (readonly [file: string, content: string, rule: string])[] = [
  ['contract/a.ts', "import '../imaging/good.ts';", 'import-table-contract'],
  ['imaging/a.ts', "import type { Good } from '../models/good.ts';", 'import-table-imaging'],
  ['imaging/b.ts', "import '../test/good.ts';", 'import-table-imaging'],
  ['evaluation/a.ts', "import '../imaging/good.ts';", 'import-table-evaluation'],
  ['models/a.ts', "export * from '../training/good.ts';", 'import-table-models'],
  ['training/a.ts', "import '../main/good.ts';", 'import-table-training'],
  ['main/a.ts', "await import('../renderer/good.ts');", 'import-table-main'],
  ['renderer/a.ts', "import '../main/good.ts';", 'import-table-renderer'],
  ['models/b.ts', "import 'onnxruntime-node';", 'only-onnxruntime'],
  ['main/library/a.ts', "import type { Tensor } from 'onnxruntime-node';", 'only-onnxruntime'],
  ['main/library/b.ts', "import 'node:sqlite';", 'only-sqlite'],
  ['main/exports/a.ts', "import 'electron';", 'only-electron'],
  ['main/hosts/a.ts', "import 'node:http';", 'only-http-server'],
  ['main/exports/b.ts', "import type { Socket } from 'node:net';", 'only-http-server'],
  ['main/jobs/a.ts', "import 'commander';", 'only-commander'],
  ['renderer/b.ts', "import '@cornerstonejs/core';", 'only-cornerstone'],
  ['imaging/c.ts', "import 'node:fs';", 'no-node-outside-main'],
  ['models/c.ts', "import type { Buffer } from 'buffer';", 'no-node-outside-main'],
  ['renderer/c.ts', "import 'node:path';", 'no-node-outside-main'],
  ['main/b.ts', "import 'fast-png';", 'no-development-dependencies'],
  ['main/c.ts', "import './d.ts';", 'no-cycles'],
  ['main/e.ts', "import './absent.ts';", 'resolvable'],
];

/** What the table allows, so that a rule that forbids everything would fail, too. */
const allowed: readonly (readonly [file: string, content: string])[] = [
  ['contract/good.ts', empty],
  ['imaging/good.ts', "import '../contract/good.ts';\nexport type Good = 1;"],
  ['models/good.ts', "import '../imaging/good.ts';\nexport type Good = 1;"],
  ['training/good.ts', "import '../models/good.ts';"],
  ['renderer/good.ts', "import '../imaging/good.ts';"],
  ['renderer/viewport/good.ts', "import '@cornerstonejs/core';"],
  ['main/good.ts', "import '../training/good.ts';\nimport 'node:fs';"],
  ['main/compute/good.ts', "import 'onnxruntime-node';"],
  ['main/store/good.ts', "import 'node:sqlite';"],
  ['main/hosts/good.ts', "import 'commander';\nimport 'electron';"],
  // The other half of a cycle, which is named once.
  ['main/d.ts', "import './c.ts';"],
  ['main/hosts/loopback/good.ts', "import 'node:http';"],
  ['test/good.ts', empty],
];

const dependencies = ['onnxruntime-node', 'commander', 'electron', '@cornerstonejs/core'];
const devDependencies = ['fast-png'];

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mammoscope-architecture-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(file: string, content: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), content);
}

function cruise(): readonly string[] {
  const folders = ['contract', 'imaging', 'evaluation', 'models', 'training', 'main', 'renderer'];
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [
      join(projectRoot, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
      ...['--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders],
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  const { summary } = JSON.parse(stdout) as CruiseOutput;
  return summary.violations.map(({ from, rule }) => `${from} ${rule.name}`);
}

describe('import table', () => {
  it('names every import that it forbids, and no other', () => {
    for (const name of ['.dependency-cruiser.cjs', 'tsconfig.base.json', 'tsconfig.node.json']) {
      cpSync(join(projectRoot, name), join(folder, name));
    }
    const versions = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, '1.0.0']));
    write(
      'package.json',
      JSON.stringify({ dependencies: versions(dependencies), devDependencies: versions(devDependencies) }),
    );
    for (const name of [...dependencies, ...devDependencies]) {
      write(
        `node_modules/${name}/package.json`,
        JSON.stringify({ name, version: '1.0.0', main: 'index.js' }),
      );
      write(`node_modules/${name}/index.js`, '');
    }
    for (const [file, content] of [...allowed, ...violations]) write(file, content);
    const expected = violations.map(([file, , rule]) => `${file} ${rule}`);
    expect([...new Set(cruise())].sort()).toEqual(expected.sort());
  });
});

describe('types of pure code', () => {
  it.each([
    ['document.title', false],
    ["Buffer.from('')", false],
    ['process.exit()', false],
    ['setTimeout(() => {}, 1)', false],
    ["new TextDecoder('latin1')", true],
  ])('%s resolves: %s', (expression, resolves) => {
    expect(diagnosticsOf(expression).length === 0).toBe(resolves);
  });
});

/** Compiles one expression as a file of `contract/` would be. */
function diagnosticsOf(expression: string): readonly ts.Diagnostic[] {
  const { config } = ts.readConfigFile(join(projectRoot, 'tsconfig.pure.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: ['types'] }, ts.sys, projectRoot);
  const file = join(projectRoot, 'contract', 'tried.ts');
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...rest) =>
    name === file
      ? ts.createSourceFile(name, expression, ts.ScriptTarget.Latest)
      : getSourceFile(name, ...rest);
  const program = ts.createProgram([join(projectRoot, 'types/universal.d.ts'), file], options, host);
  return program.getSemanticDiagnostics(program.getSourceFile(file));
}

describe('docs/dependencies.md', () => {
  const document = readFileSync(join(projectRoot, 'docs/dependencies.md'), 'utf8');
  const [, atRunTime, forDevelopment] = document.split(/^## /m);
  const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
  };

  it('lists the packages of package.json, each in its section', () => {
    expect(listed(atRunTime)).toEqual(Object.keys(manifest.dependencies).sort());
    expect(listed(forDevelopment)).toEqual(Object.keys(manifest.devDependencies).sort());
  });

  it('is true that versions are pinned exactly', () => {
    const versions = Object.values({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(versions.filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});

/** The packages that a section's list begins its entries with. */
function listed(section: string): string[] {
  const entries = section.split(/^- /m).slice(1);
  return entries
    .flatMap((entry) => [...entry.split(':')[0].matchAll(/`([^`]+)`/g)].map(([, name]) => name))
    .sort();
}
