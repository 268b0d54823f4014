/** Said wherever files are opened in a browser. */
export const copiesFilesText =
  'In the browser, Mammoscope copies the files into its own folder. The desktop app reads them where they are.';
