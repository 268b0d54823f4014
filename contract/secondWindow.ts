/** The one window that the page may open: an empty page of its own origin, into which it draws. */
export const secondWindow = { path: 'second.html', name: 'mammoscope-second' } as const;
