export type Architecture = 'gmic' | 'hds-uresnet';
