/** The application's state that all screens share: what the program told, the settings, and the exam on screen. */
import { create } from 'zustand';
import type { AppEvent, AppState, IndexingState, ListedProblem } from '../../contract/api.ts';
import type { Settings } from '../../contract/settings.ts';
import { call, onEvent } from '../host/client.ts';
import {
  applyEvents,
  indexingNotice,
  listedExams,
  type Library,
  type NamingNotice,
  withNotice,
} from './library.ts';

interface AppStore extends Library {
  /** Null until the program has answered for the first time. */
  readonly appState: AppState | null;
  /** True once the list of exams has come. */
  readonly listed: boolean;
  readonly settings: Settings;
  readonly problems: readonly ListedProblem[];
  /** False while the program cannot be reached. */
  readonly connected: boolean;
  /** The exam on screen; null: the worklist. */
  readonly openExamId: string | null;
  /** Listens to the program until the returned function is called. */
  start(): () => void;
  /** Shown at once; kept by the program, the latest last. */
  saveSettings(patch: Partial<Settings>): void;
  notify(notice: NamingNotice): void;
  dismiss(noticeId: number): void;
  showExam(examId: string | null): void;
  clearProblems(): Promise<void>;
}

/** In force until the program has told the user's own. */
const settingsBeforeStart: Settings = {
  readingMode: 'aided',
  analyseOnOpen: false,
  deidentified: false,
  keys: {},
  screenPixelsPerMm: null,
  view: '',
};

/** Events that come together are applied together: analysing and indexing send many a second. */
const gatherMs = 30;

/** Runs `task` for a native menu's item; set by the shell, which knows the commands. */
let commandListener: (command: string) => void = () => undefined;
export function onNativeCommand(listener: (command: string) => void): void {
  commandListener = listener;
}

export const useApp = create<AppStore>()((set, get) => ({
  appState: null,
  listed: false,
  settings: settingsBeforeStart,
  exams: new Map(),
  problems: [],
  indexing: null,
  device: null,
  notices: [],
  connected: true,
  openExamId: null,
  start: () => startListening(),
  saveSettings: (patch) => {
    if (get().appState === null) return;
    set({ settings: { ...get().settings, ...patch } });
    unsaved = { ...unsaved, ...patch };
    void keepSettings();
  },
  notify: (notice) => set({ notices: withNotice(get().notices, notice) }),
  dismiss: (noticeId) => set({ notices: get().notices.filter((notice) => notice.noticeId !== noticeId) }),
  showExam: (openExamId) => set({ openExamId }),
  clearProblems: async () => {
    const cleared = await call('clearProblems', null);
    if (cleared.ok) set({ problems: [] });
    else get().notify({ level: 'error', message: cleared.problem.message });
  },
}));

function startListening(): () => void {
  let gathered: AppEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  const apply = () => {
    timer = undefined;
    const events = gathered;
    gathered = [];
    useApp.setState((state) => applyEvents(state, events));
    meanwhile?.push(...events);
    events.forEach(act);
  };
  const end = onEvent(
    (event) => {
      gathered.push(event);
      timer ??= setTimeout(apply, gatherMs);
    },
    (connected) => {
      useApp.setState({ connected });
      if (connected && !ended) void load();
    },
  );
  return () => {
    ended = true;
    clearTimeout(timer);
    end();
  };
}

/** What an event asks for beyond changing what is known. */
function act(event: AppEvent): void {
  switch (event.type) {
    case 'openExam':
      return useApp.getState().showExam(event.examId);
    case 'command':
      return commandListener(event.command);
    case 'indexing':
      return afterIndexing(event.indexing);
    case 'settings':
      return followSettings(event.settings);
    case 'exams':
    case 'analysis':
    case 'device':
    case 'notice':
      return;
  }
}

function afterIndexing(indexing: IndexingState): void {
  const { problems, notify } = useApp.getState();
  if (indexing.state !== 'running' || indexing.problems > problems.length) void loadProblems();
  const notice = indexingNotice(indexing);
  if (notice) notify(notice);
}

/** Events since the list was asked for, which its answer may be older than; null while it is not. */
let meanwhile: AppEvent[] | null = null;

/** At the start, and again when a connection was lost: what happened meanwhile was not told. */
async function load(): Promise<void> {
  const since: AppEvent[] = [];
  meanwhile = since;
  const [state, exams] = await Promise.all([call('appState', null), call('listExams', null)]);
  const first = useApp.getState().appState === null;
  if (state.ok) {
    const { settings, device, notices, openExamId } = state.value;
    useApp.setState((before) => ({
      appState: state.value,
      device,
      // A reader's change that is being kept is newer than what was told.
      settings: { ...settings, ...unsaved },
      notices: notices.reduce(withNotice, before.notices),
      openExamId: first ? openExamId : before.openExamId,
    }));
  }
  if (exams.ok) useApp.setState({ exams: listedExams(exams.value, since), listed: true });
  if (meanwhile === since) meanwhile = null;
  for (const result of [state, exams])
    if (!result.ok) useApp.getState().notify({ level: 'error', message: result.problem.message });
  void keepSettings();
  await loadProblems();
}

let loadingProblems = false;
let problemsChanged = false;

async function loadProblems(): Promise<void> {
  problemsChanged = true;
  if (loadingProblems) return;
  loadingProblems = true;
  while (problemsChanged) {
    problemsChanged = false;
    const problems = await call('listProblems', null);
    if (problems.ok) useApp.setState({ problems: problems.value });
  }
  loadingProblems = false;
}

/** Changes that the program has not answered yet: newer than what it tells. */
let unsaved: Partial<Settings> = {};
let keepingSettings = false;

/** Another window may have changed them. */
function followSettings(told: Settings): void {
  useApp.setState({ settings: { ...told, ...unsaved } });
}

/**
 * One save at a time, so that an earlier one cannot overtake; changes made meanwhile go in the next. Only what was changed
 * here is sent: a window that knows an older reading mode must not bring it back. What the program could not be told is told
 * with the next change, or when it answers again.
 */
async function keepSettings(): Promise<void> {
  if (keepingSettings) return;
  keepingSettings = true;
  while (Object.keys(unsaved).length > 0) {
    const sent = unsaved;
    const saved = await call('saveSettings', { settings: sent });
    if (!saved.ok) {
      useApp.getState().notify({ level: 'error', message: saved.problem.message });
      if (saved.problem.kind === 'compute-failed') break;
    }
    const left = Object.entries(unsaved).filter(([name, value]) => sent[name as keyof Settings] !== value);
    unsaved = Object.fromEntries(left);
  }
  keepingSettings = false;
}
