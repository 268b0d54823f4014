/** What the page gets from the preload script: three functions, and nothing of Electron. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../../needs.ts';

const folder = join(projectRoot, 'main/hosts/electron');

interface Bridge {
  call(name: unknown, request: unknown): unknown;
  onEvent(listener: (event: unknown) => void): () => void;
  openDropped(files: readonly unknown[]): unknown;
}

function runPreload() {
  const source = readFileSync(join(folder, 'preload.cts'), 'utf8');
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exposed: Record<string, unknown> = {};
  const invoked: unknown[][] = [];
  let listener: ((...values: unknown[]) => void) | null = null;
  const required: string[] = [];
  const fake = {
    contextBridge: { exposeInMainWorld: (name: string, value: unknown) => (exposed[name] = value) },
    ipcRenderer: {
      invoke: (...values: unknown[]) => invoked.push(values),
      on: (_channel: string, added: typeof listener) => (listener = added),
      off: () => (listener = null),
    },
    webUtils: { getPathForFile: (file: { path: string }) => file.path },
  };
  const require = (name: string) => {
    required.push(name);
    return fake;
  };
  new Function('require', 'exports', outputText)(require, {});
  return { exposed, invoked, required, tell: (...values: unknown[]) => listener?.(...values) };
}

describe('the preload script', () => {
  it('exposes three functions and no object of Electron', () => {
    const { exposed, required } = runPreload();
    expect(required).toEqual(['electron']);
    expect(Object.keys(exposed)).toEqual(['mammoscope']);
    const bridge = exposed.mammoscope as Bridge;
    expect(Object.keys(bridge).sort()).toEqual(['call', 'onEvent', 'openDropped']);
  });

  it('passes on calls, events without their senders, and the paths of dropped files', () => {
    const { exposed, invoked, tell } = runPreload();
    const bridge = exposed.mammoscope as Bridge;
    bridge.call('listExams', null);
    bridge.openDropped([{ path: '/exams/one' }, { path: '' }]);
    expect(invoked).toEqual([
      ['call', 'listExams', null],
      ['dropped', ['/exams/one']],
    ]);
    const heard: unknown[] = [];
    const end = bridge.onEvent((...values) => heard.push(values));
    tell({ sender: 'Electron object' }, { type: 'notice' });
    end();
    tell({ sender: 'Electron object' }, { type: 'notice' });
    expect(heard).toEqual([[{ type: 'notice' }]]);
  });
});

describe('the desktop host', () => {
  it('opens nothing in other programs and no web page in itself', () => {
    for (const name of readdirSync(folder)) {
      const source = readFileSync(join(folder, name), 'utf8');
      expect(source, name).not.toMatch(/\bshell\b|openExternal|<webview|https?:\/\//);
    }
  });
});
