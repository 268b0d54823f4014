/** `electron-builder.yml` against electron-builder's own schema, and against what docs/security.md promises. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import packageJson from '../../../../package.json' with { type: 'json' };
import { projectRoot } from '../../../needs.ts';

const require = createRequire(join(projectRoot, 'node_modules/app-builder-lib/package.json'));
const { load } = require('js-yaml') as { load(text: string): unknown };

interface Configuration {
  readonly electronFuses: Readonly<Record<string, boolean>>;
  readonly asar: boolean;
  readonly asarUnpack: readonly string[];
  readonly files: readonly string[];
  readonly fileAssociations: readonly { readonly ext: string }[];
  readonly linux: { readonly target: readonly string[] };
  readonly win: { readonly target: readonly string[] };
  readonly mac: { readonly target: readonly string[]; readonly hardenedRuntime: boolean };
}

const configuration = load(readFileSync(join(projectRoot, 'electron-builder.yml'), 'utf8')) as Configuration;

describe('the configuration of the packages', () => {
  it("fits electron-builder's schema", () => {
    const schema = JSON.parse(
      readFileSync(join(projectRoot, 'node_modules/app-builder-lib/scheme.json'), 'utf8'),
    ) as object;
    const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);
    expect(validate(configuration), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...configuration, electronFusess: {} })).toBe(false);
  });

  it('turns off every way to run the program as another, and checks the archive', () => {
    expect(configuration.electronFuses).toEqual({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableCookieEncryption: true,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    });
    expect(configuration.asar).toBe(true);
  });

  it('makes what each system installs, and opens DICOM files', () => {
    expect(configuration.linux.target).toEqual(['AppImage', 'deb']);
    expect(configuration.win.target).toEqual(['nsis']);
    expect(configuration.mac.target).toEqual(['dmg']);
    expect(configuration.fileAssociations.map(({ ext }) => ext)).toEqual(['dcm']);
  });

  it('packs what the program starts from, and nothing of the sources', () => {
    expect(packageJson.main).toBe('build/app/main/hosts/electron.js');
    expect(configuration.files).toContain('build/app/**');
    expect(configuration.files).toContain('build/renderer/**');
    const unpacked = configuration.asarUnpack.join();
    expect(unpacked).toContain('onnxruntime-node/bin');
    for (const folder of ['main', 'renderer', 'test', 'contract', 'imaging']) {
      expect(configuration.files).not.toContain(`${folder}/**`);
    }
  });
});
