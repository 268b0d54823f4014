/** The import table of docs/architecture.md. Type imports count. */
const folders = ['contract', 'imaging', 'evaluation', 'models', 'training', 'main', 'renderer'];
const table = {
  contract: [],
  imaging: ['contract'],
  evaluation: ['contract'],
  models: ['contract', 'imaging'],
  training: ['contract', 'imaging', 'models', 'evaluation'],
  main: ['contract', 'imaging', 'evaluation', 'models', 'training'],
  renderer: ['contract', 'imaging'],
};

const folderRules = folders.map((folder) => {
  const allowed = [folder, ...table[folder]];
  const forbidden = [...folders.filter((other) => !allowed.includes(other)), 'test', 'scripts'];
  return {
    name: `import-table-${folder}`,
    comment: `${folder} may import ${table[folder].join(', ') || 'nothing'}`,
    severity: 'error',
    from: { path: `^${folder}/` },
    to: { path: `^(${forbidden.join('|')})/` },
  };
});

/** One place per dangerous dependency. */
const oneFile = (name, dependency, place) => ({
  name: `only-${name}`,
  comment: `${dependency} is imported only from ${place}`,
  severity: 'error',
  from: { path: `^(${folders.join('|')})/`, pathNot: `^${place}` },
  to: { path: dependency },
});

module.exports = {
  forbidden: [
    ...folderRules,
    oneFile('onnxruntime', 'node_modules/onnxruntime', 'main/compute/'),
    oneFile('sqlite', '^(node:)?sqlite$', 'main/store/'),
    oneFile('electron', 'node_modules/electron', 'main/hosts/'),
    oneFile('http-server', '^(node:)?(https?|http2|net|tls|dgram)$', 'main/hosts/loopback'),
    oneFile('commander', 'node_modules/commander', 'main/hosts/'),
    oneFile(
      'cornerstone',
      'node_modules/(@cornerstonejs/(core|tools|dicom-image-loader)|@kitware/vtk\\.js)',
      'renderer/viewport/',
    ),
    {
      name: 'no-node-outside-main',
      comment: 'pure code runs anywhere, and the renderer in a sandbox: no Node built-ins',
      severity: 'error',
      from: { path: '^(contract|imaging|evaluation|models|training|renderer)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'no-development-dependencies',
      comment: 'what the program runs on is a dependency of the program',
      severity: 'error',
      from: { path: `^(${folders.join('|')})/` },
      // Electron is the runtime itself: it is packaged around the program, not inside it.
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/electron/',
      },
    },
    {
      name: 'no-cycles',
      comment: 'modules form a tree of dependencies',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: "every import resolves; of a file's address (?url), the bundler sees to that",
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\?url$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.d\\.ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.node.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
