import { useEffect } from 'react';
import { useApp } from './store.ts';

export function App() {
  const start = useApp((state) => state.start);
  const known = useApp((state) => state.appState !== null && state.listed);
  useEffect(() => start(), [start]);
  // Black until there is something to show: no frame that is taken back.
  if (!known) return null;
  return <main>Mammoscope</main>;
}
