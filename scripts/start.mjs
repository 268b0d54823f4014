// `npm start [-- paths… --library DIR --port N --no-open]`: the reading room, in Electron where its runtime is, else in the browser.
import { isAbsolute, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildRenderer, rendererDir } from './build.mjs';
import { electronRuntime, startElectron } from './electron.mjs';
import { ensureSetup, pinnedNode, root, runForeground } from './setup.mjs';

const usage = `usage: npm start [-- paths... --library DIR --port N --no-open]

Opens the reading room with these DICOM, PNG and PGM files, folders and ZIP archives.
  --library DIR  keeps library, weights and results there (or MAMMOSCOPE_DATA)
  --port N       in the browser, on this port
  --no-open      prints the address for a browser, and opens none`;

const options = {
  library: { type: 'string', multiple: true, default: [] },
  // Its name of before.
  data: { type: 'string', multiple: true, default: [] },
  port: { type: 'string' },
  'no-open': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
};

function readArguments() {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const port = values.port === undefined ? 0 : Number(values.port);
  if (values.port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    throw new Error(`--port takes a number from 1 to 65535, not ${values.port}`);
  }
  const named = [...values.library, ...values.data];
  if (named.length > 1) throw new Error('--library: name the library once');
  if (values.data.length > 0) console.error('--data for the library is now called --library.');
  // npm starts scripts in the project's folder; paths on the command line are relative to where the user is.
  const from = process.env.INIT_CWD ?? process.cwd();
  const absolute = (path) => (isAbsolute(path) ? path : resolve(from, path));
  return {
    help: values.help,
    dataDir: named.length === 0 ? undefined : absolute(named[0]),
    port,
    open: !values['no-open'],
    paths: positionals.map(absolute),
  };
}

/** False on a Linux without a graphical session: no window can open there, neither Electron's nor a browser's. */
const hasScreen = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

function startInBrowser({ dataDir, port, open, paths }) {
  const host = [join(root, 'main/hosts/browser.ts'), '--renderer', rendererDir, '--port', String(port)];
  if (dataDir !== undefined) host.push('--library', dataDir);
  if (open && hasScreen) host.push('--open');
  return runForeground(pinnedNode, [...host, '--', ...paths]);
}

async function start(given) {
  ensureSetup();
  await buildRenderer();
  const wantsBrowser = given.port !== 0 || !given.open;
  if (wantsBrowser) return startInBrowser(given);
  const runtime = hasScreen ? electronRuntime() : null;
  if (runtime !== null) return startElectron(runtime, given);
  const reason = hasScreen
    ? "Electron's runtime is not here (npx install-electron fetches it)"
    : 'There is no screen here';
  console.log(`${reason}: the reading room is in the browser.`);
  return startInBrowser(given);
}

try {
  const given = readArguments();
  if (given.help) console.log(usage);
  else process.exitCode = await start(given);
} catch (error) {
  const badUsage = String(error.code).startsWith('ERR_PARSE_ARGS') || error.message.startsWith('--');
  console.error(badUsage ? `${error.message}\n\n${usage}` : error.message);
  process.exitCode = badUsage ? 2 : 1;
}
