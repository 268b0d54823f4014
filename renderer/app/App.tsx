export function App() {
  return <main>Mammoscope</main>;
}
