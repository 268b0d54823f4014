/**
 * A person name (PS3.5 section 6.2, VR PN) as people write it: the first component group that is not empty, as
 * "Family, Given Middle".
 */
export function readablePersonName(value: string): string {
  const group = value.split('=').find((text) => text.replaceAll('^', '').trim() !== '') ?? '';
  const [family = '', ...others] = group.split('^').map((part) => part.trim());
  const rest = [others[2], others[0], others[1], others[3]].filter(Boolean).join(' ');
  return [family, rest].filter(Boolean).join(', ');
}
